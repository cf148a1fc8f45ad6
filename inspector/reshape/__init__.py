"""Reshape steps: read from text, written in primitives, followed back to the source element."""
