"""Sample input for a model that came with none."""
