"""What the limits of a model worker are for the device that it computes on. Plain functions of the device's name.

Drivers are talked to through files in /dev, and reserve far more address space than they ever use.
"""

# Relative to /dev: NVIDIA's (nvidia0, nvidiactl, nvidia-uvm, ...), then AMD's, which torch also calls cuda.
_DEVICE_FILES = {
    "cuda": ("nvidia*", "nvidia-caps/*", "kfd", "dri/*"),
    "xpu": ("dri/*",),
}
# libcuda gives its threads names by writing them here, and takes a refusal for the failure of the whole device (304).
_OWN_THREADS = "/proc/self/task"


def device_kind(device: str) -> str:
    """Give `cuda` of `cuda:0`."""
    return device.partition(":")[0]


def limits_address_space(device: str) -> bool:
    """Tell whether the memory of a process on the device can be limited as address space: on the CPU only."""
    return device_kind(device) == "cpu"


def watches_memory(device: str, memory_bytes: int | None, platform: str) -> bool:
    """Tell whether the client must look at the process's resident memory, because no limit of the system holds it."""
    return memory_bytes is not None and platform == "linux" and not limits_address_space(device)


def device_files(device: str) -> tuple[str, ...]:
    """Give patterns of the files in /dev that may be written to."""
    return ("null", *_DEVICE_FILES.get(device_kind(device), ()))


def written_folders(device: str) -> tuple[str, ...]:
    """Give the folders beside the worker's own in whose files the device's driver writes; it makes none there."""
    return (_OWN_THREADS,) if device_kind(device) == "cuda" else ()
