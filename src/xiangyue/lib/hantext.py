"""Chinese text: cleaned for keeping, cut into pieces for searching, compared, and searched for names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Generic, TypeVar

T = TypeVar("T")

# The supplementary planes hold characters of real surnames and village names (𠮷, 𡋾); the two marks 〇 and
# 々 are used like Han characters.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇々"
PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+)")
# A joiner between two pictures is part of an emoji (👨‍👩‍👧); anywhere else it is invisible dirt.
PICTURE = "\u2600-\u27bf\U0001f000-\U0001faff"
STRAY_JOINER = re.compile(rf"(?<![{PICTURE}\ufe0f])\u200d|\u200d(?![{PICTURE}])")
LONGEST_WORD = 32


def tidy(text: str) -> str:
    """The words as they came, without what no database or hash can hold (NUL, half characters) and the blanks
    around.
    """
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()


def title_of(words: str, longest: int = 40) -> str:
    """The first sentence, or as much of it as fits in a list."""
    first = re.split(r"[\n。！？!?；;]", words.strip(), maxsplit=1)[0].strip() or words.strip()
    return first if len(first) <= longest else first[: longest - 1] + "…"


def clean(text: str) -> str:
    """The same words in NFKC without invisible characters, each run of blanks made one.

    Line breaks stay, one at a time. Rare characters and emoji stay. Cleaning twice changes nothing.
    """
    text = unicodedata.normalize("NFKC", _visible(text))
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def _visible(text: str) -> str:
    text = re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text)
    if not text.replace("\n", "").isprintable():  # most texts are: no need to look at each character
        text = "".join(
            character
            for character in text
            if character in "\n\t\u200d" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
        )
    return STRAY_JOINER.sub("", text)


def bigrams(text: str) -> list[str]:
    """Distinct search lexemes in order of first appearance.

    A run of Han characters gives its overlapping pairs (a run of one gives the character); any other run of
    letters and digits gives the lower-cased word, cut at 32 characters. No lexeme holds a blank, a quote or
    an operator, so they may be put into a full-text query as they are.
    """
    return list(dict.fromkeys(_lexemes(text)))


def query_bigrams(query: str) -> list[str]:
    """The lexemes that a text must all have in order to answer `query`.

    A single Han character counts only when nothing else is asked for: a text that has it inside a longer
    run carries it in pairs only, and asking for it beside other words would lose that text.
    """
    lexemes = bigrams(query)
    longer = [lexeme for lexeme in lexemes if len(lexeme) > 1 or not re.fullmatch(f"[{HAN}]", lexeme)]
    return longer or lexemes


def _lexemes(text: str) -> Iterator[str]:
    for piece in PIECE.finditer(clean(text)):
        run = piece[0]
        if piece.lastgroup == "word":
            yield run.lower()[:LONGEST_WORD]
        elif len(run) == 1:
            yield run
        else:
            yield from map(str.__add__, run, run[1:])


def similarity(a: str, b: str) -> float:
    """Jaccard measure of the two sets of character pairs, 0 to 1, punctuation and case aside.

    A text without any letter, digit or Han character is like nothing: 0.
    """
    first, second = _pairs(a), _pairs(b)
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)


_SHOWN = 6


def said_by_both(one: str, other: str) -> tuple[str, ...]:
    """What stands in both texts, the longest first: pieces without blanks and marks, none inside another.
    A single character that two texts share says nothing.
    """
    found: list[str] = []
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    for block in sorted(blocks, key=lambda block: -block.size):
        for piece in re.findall(r"[^\W_]{2,}", one[block.a : block.a + block.size]):
            if not any(piece in longer for longer in found):
                found.append(piece)
    return tuple(sorted(found, key=len, reverse=True)[:_SHOWN])


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"[\W_]+", "", clean(text).lower())
    return {bare[at : at + 2] for at in range(len(bare) - 1)} or ({bare} if bare else set())


class NameFinder(Generic[T]):
    """Finds known names in many texts: made once, asked often; its speed hardly depends on how many names
    there are.
    """

    def __init__(self, names: Mapping[str, T]) -> None:
        self._names = {name: value for name, value in names.items() if name}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._first = re.compile("[" + re.escape("".join(lengths)) + "]") if lengths else None

    def find(self, text: str) -> list[tuple[int, str, T]]:
        """(position, name, value) in order of position; at one position the longest name, and none
        overlapping.
        """
        found: list[tuple[int, str, T]] = []
        free_from = 0
        for start in self._first.finditer(text) if self._first else ():
            at = start.start()
            if at < free_from:
                continue
            for length in self._lengths[text[at]]:
                name = text[at : at + length]
                if name in self._names:
                    found.append((at, name, self._names[name]))
                    free_from = at + length
                    break
        return found


def names_in(text: str, names: Mapping[str, T]) -> list[tuple[int, str, T]]:
    """What NameFinder finds, for a single text."""
    return NameFinder(names).find(text)
