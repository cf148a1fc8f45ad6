"""What may take a reshaped tensor."""
