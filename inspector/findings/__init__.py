"""Detected mistakes, one small module per family."""
