"""The devices that torch can compute on here."""

import torch


def device_names() -> list[str]:
    """Give cpu, then every cuda device, then mps where present."""
    names = ["cpu", *(f"cuda:{index}" for index in range(torch.cuda.device_count()))]
    return [*names, "mps"] if torch.backends.mps.is_available() else names
