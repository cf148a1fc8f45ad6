"""The files opened last, kept between sessions."""

from pathlib import Path

from PySide6.QtCore import QSettings

_KEY = "recent_files"
_COUNT = 10


def recent_files(settings: QSettings) -> tuple[Path, ...]:
    """Give the files opened last, the newest first; those that are gone are left out."""
    stored = settings.value(_KEY, [])
    texts = stored if isinstance(stored, list) else [stored]  # a list of one comes back as a plain text
    return tuple(path for path in (Path(str(text)) for text in texts if text) if path.exists())


def remember_file(settings: QSettings, path: Path) -> None:
    """Put the file first."""
    others = [str(known) for known in recent_files(settings) if known != path]
    settings.setValue(_KEY, [str(path), *others][:_COUNT])


def forget_files(settings: QSettings) -> None:
    """Forget all of them."""
    settings.remove(_KEY)
