"""Where the elements of a reshaped tensor come from."""
