"""The hashes of the programs that are not asked about again, kept between sessions."""

import re

from PySide6.QtCore import QSettings

_KEY = "consents"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def kept_consents(settings: QSettings) -> tuple[str, ...]:
    """Give the hashes that were kept, the newest last; what is none is left out."""
    settings.sync()  # another window may have kept or forgotten some
    stored = settings.value(_KEY, [])
    texts = stored if isinstance(stored, list) else [stored]  # a list of one comes back as a plain text
    return tuple(text for text in texts if isinstance(text, str) and _SHA256.fullmatch(text))


def keep_consents(settings: QSettings, hashes: tuple[str, ...]) -> None:
    """Keep these hashes and no others."""
    settings.setValue(_KEY, list(hashes))
    settings.sync()
