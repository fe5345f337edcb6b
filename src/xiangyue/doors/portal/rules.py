"""What a resident may say, on plain values."""

import re

WORDS_MAX = 5000
PHOTOS_MAX = 6
_TITLE_MAX = 40


def title_of(words: str) -> str:
    """The first sentence, or as much of it as fits in a list."""
    first = re.split(r"[\n。！？!?；;]", words.strip(), maxsplit=1)[0].strip() or words.strip()
    return first if len(first) <= _TITLE_MAX else first[: _TITLE_MAX - 1] + "…"
