"""What the axes of a reshaped tensor mean."""
