"""What a verb gives back."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Output:
    """`data` is printed with --json, `text` without; `exit_code` is as COMMANDS promises it."""

    data: Any
    text: str
    exit_code: int = 0
