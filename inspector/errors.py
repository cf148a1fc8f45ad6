"""Every error that a person may meet: what, where, and what to do.

InspectorError                 exit code 1: a bug of ours, if nothing more exact is raised
|-- InputError                 2: bad input or usage
|   |-- FieldError             2: one argument of a form is wrong; .field names it
|   |-- FileError              2: a file cannot be read, is damaged or is of an unknown kind
|   `-- StepError              2: a reshape step cannot be read or applied
|-- TrustError                 3: the file would execute code
|-- ModelError                 4: the user's model failed while running
`-- WorkerError                5: a worker process failed
    |-- WorkerDiedError        5: it crashed or was killed
    |-- WorkerMemoryError      5: it ran out of memory
    |-- WorkerTimeoutError     5: it ran out of time
    |-- DeviceError            5: the device failed, and computes no more for this process
    `-- CancelledError         5: the person stopped it
"""

import errno
from typing import ClassVar


class InspectorError(Exception):
    """One sentence that says what is wrong and where; `.hint` says what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(InspectorError):
    """Bad input or usage."""

    exit_code = 2


class FieldError(InputError):
    """One argument of a form is wrong; `.field` is its name, or "" if torch does not tell."""


class FileError(InputError):
    """A file cannot be read, is damaged, or is of a kind that is not understood."""


class StepError(InputError):
    """A reshape step cannot be read or applied."""


class TrustError(InspectorError):
    """Opening the file would execute code that it brings along."""

    exit_code = 3


class ModelError(InspectorError):
    """The user's model failed while running."""

    exit_code = 4


class WorkerError(InspectorError):
    """A worker process failed; the window and its data are untouched."""

    exit_code = 5


class WorkerDiedError(WorkerError):
    """The worker crashed or was killed."""


class WorkerMemoryError(WorkerError):
    """The worker ran out of the memory it was allowed."""


class WorkerTimeoutError(WorkerError):
    """The worker ran out of the time it was allowed."""


class DeviceError(WorkerError):
    """The device that the worker computes on failed; the process can use it no more."""


class CancelledError(WorkerError):
    """The person stopped the work."""


def ran_out_of_memory(error: BaseException) -> bool:
    """Tell whether memory ran out: Python's own error, the system's, or what torch's allocators say of it."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _NO_MEMORY)


def device_failed(error: BaseException) -> bool:
    """Tell whether a device failed in a way after which each further call on it fails too; by torch's own words."""
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _DEVICE_GONE)


def error_to_json(error: InspectorError) -> dict[str, str]:
    """Give the error as plain text fields that can cross a process boundary."""
    return {"kind": type(error).__name__, "message": error.message, "hint": error.hint, "field": error.field}


def error_from_json(data: dict[str, str]) -> InspectorError:
    """Give back the error that `error_to_json` wrote; an unknown kind becomes a plain InspectorError."""
    kind = _KINDS.get(data["kind"], InspectorError)
    return kind(data["message"], data["hint"], data["field"])


_NO_MEMORY = ("can't allocate memory", "out of memory", "bad_alloc")  # the words of torch, its drivers and C++
_DEVICE_GONE = (
    "CUDA error:", "HIP error:", "device-side assert", "CUBLAS_STATUS_EXECUTION_FAILED",
    "CUDNN_STATUS_EXECUTION_FAILED", "CUDNN_STATUS_INTERNAL_ERROR",
)  # fmt: skip
_KINDS: dict[str, type[InspectorError]] = {
    kind.__name__: kind
    for kind in (
        InputError,
        FieldError,
        FileError,
        StepError,
        TrustError,
        ModelError,
        WorkerError,
        WorkerDiedError,
        WorkerMemoryError,
        WorkerTimeoutError,
        DeviceError,
        CancelledError,
    )
}
