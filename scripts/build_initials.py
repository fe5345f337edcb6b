"""Writes static/house/js/initials.js: the pinyin initials of the characters of GB 2312, one string of characters per
letter. Run after a change of pypinyin; the result is committed.
"""

from __future__ import annotations

from pathlib import Path

from pypinyin import Style, lazy_pinyin

TARGET = Path(__file__).parent.parent / "src/xiangyue/house/static/house/js/initials.js"


def characters() -> list[str]:
    """The 6,763 Han characters of GB 2312, rows 16 to 87."""
    codes = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb2312", "ignore") for code in codes if code.decode("gb2312", "ignore")]


def by_initial() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for character in characters():
        first = lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()
        found.setdefault(first, []).append(character)
    return {letter: "".join(found[letter]) for letter in sorted(found) if letter.isalpha()}


def main() -> None:
    lines = [f'  {letter}: "{text}",' for letter, text in by_initial().items()]
    head = "// Written by scripts/build_initials.py: letter → the characters of GB 2312 whose pinyin begins with it."
    TARGET.write_text("\n".join([head, "export const BY_INITIAL = {", *lines, "};", ""]), encoding="utf-8")
    print(f"{TARGET.name}: {sum(map(len, by_initial().values()))} characters")


if __name__ == "__main__":
    main()
