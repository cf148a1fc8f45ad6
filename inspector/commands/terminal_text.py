"""Text as a terminal may get it: names from a foreign file must not steer the terminal."""


def terminal_text(text: str) -> str:
    """Give the text with every character that is not for reading, line ends excepted, as an escape."""
    return "".join(
        character if character.isprintable() or character == "\n" else _escape(character) for character in text
    )


def terminal_line(text: str) -> str:
    """Give the text on one line, its line ends and other blanks as single spaces."""
    return terminal_text(" ".join(text.split()))


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
