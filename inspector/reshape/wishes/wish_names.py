"""The words for the axes of a captured tensor: what may be written, and which atoms of a tensor it can mean."""

from difflib import get_close_matches

UNITS = ("hidden", "projection", "input", "unit")
FEATURES = "features"
BLOCKS = ("layer", "direction", "gate")

_WORDS = {
    "batch": "batch b n sample samples",
    "time": "time t seq sequence step steps",
    "hidden": "hidden h",
    "projection": "projection proj p",
    "input": "input i inputs",
    "unit": "unit units u",
    FEATURES: "features feature f c channels",
    "layer": "layer layers l",
    "direction": "direction directions d dir",
    "call": "call calls",
    "gate": "gate gates g",
}
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}


def axis_word(word: str) -> str | None:
    """Give the meaning that a word or letter stands for, None if it is not known."""
    return _BY_WORD.get(word.casefold())


def close_words(word: str) -> list[str]:
    """Give the axis names that look most like the word."""
    return get_close_matches(word.casefold(), _WORDS, n=1)


def known_words() -> str:
    """Give the axis names as a list for a sentence."""
    return ", ".join(_WORDS)


def can_mean(word: str, name: str, size: int) -> bool:
    """Tell whether the word, or a number in its place, can stand for an atom with this name and size."""
    if word.isdigit():
        return name in BLOCKS and size == int(word)
    if word in ("unit", "hidden"):
        return name in UNITS[:3] if word == "unit" else name in UNITS[:2]
    return word == name or (word == "time" and name == "call")
