"""Consumers of a reshaped tensor, built and fed on the meta device."""
