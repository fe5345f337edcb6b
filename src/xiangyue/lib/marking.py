"""Words of plain modules that are shown: marked here for the translator, told in the page's language where they are
shown (kernel/wording.py).
"""

from __future__ import annotations


def marked(words: str) -> str:
    """Imported as `_`."""
    return words


class Said(str):
    """A sentence with what it names in braces: Said("最多 {most} 字。", most=80). As a string it is plain Chinese."""

    words: str
    told: dict[str, object]

    def __new__(cls, words: str, /, **told: object) -> Said:
        said = super().__new__(cls, words.format(**{key: _plain(value) for key, value in told.items()}))
        said.words, said.told = words, told
        return said


def _plain(value: object) -> object:
    return "、".join(str(one) for one in value) if isinstance(value, tuple | list) else value
