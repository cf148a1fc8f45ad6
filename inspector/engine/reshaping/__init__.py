"""Reshape steps followed and carried out by torch."""
