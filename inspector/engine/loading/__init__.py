"""From a model source to a module."""
