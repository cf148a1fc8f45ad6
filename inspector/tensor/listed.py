"""Several words as one part of a sentence."""

from collections.abc import Iterable


def listed(words: Iterable[object], most: int | None = None) -> str:
    """Give `0`, `0 and 2`, `0, 1 and 2`; of more than `most` the first ones and `others`. There is at least one."""
    texts = [str(word) for word in words]
    if most is not None and len(texts) > most:
        texts = [*texts[:most], "others"]
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
