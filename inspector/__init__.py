"""The core: from a model source to captured tensors, reshaped tensors and code. No Qt, no printing."""
