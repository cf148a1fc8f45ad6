"""Mixed precision: torch chooses the dtype of each operation while a forward runs."""

from contextlib import AbstractContextManager, nullcontext
from warnings import catch_warnings, simplefilter

import torch

from ..errors import InputError
from ..run.request import RunRequest


def autocast(request: RunRequest) -> AbstractContextManager[object]:
    """Give what must hold around the forward: torch.autocast in the wanted dtype, nothing where none is wanted.

    Raises InputError for a device that cannot do that, instead of computing as without it.
    """
    if not request.autocast:
        return nullcontext()
    dtype = getattr(torch, request.autocast, None)
    if not isinstance(dtype, torch.dtype):
        raise InputError(f"{request.autocast!r} is no dtype.", "Write torch's name of it, for example bfloat16.")
    kind = torch.device(request.device).type
    try:
        with catch_warnings():
            simplefilter("ignore")  # torch warns and goes on without
            chosen = torch.autocast(kind, dtype)
            with chosen:
                works = torch.is_autocast_enabled(kind)
    except RuntimeError:
        works = False
    if not works:
        raise InputError(
            f"The device {request.device!r} has no autocast to {request.autocast}.",
            "Choose bfloat16 (or float16), or leave autocast out.",
        )
    return chosen
