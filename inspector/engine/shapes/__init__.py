"""What a model gives, without values."""
