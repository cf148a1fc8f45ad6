"""Recurrent layers of torch, as modules and as operators."""
