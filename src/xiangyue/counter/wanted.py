"""What somebody wrote in a field of a deed: there at all, and no longer than the deed keeps."""

from __future__ import annotations

from xiangyue.kernel.errors import Refused
from xiangyue.lib.hantext import tidy

MOST = 1000
LEAST = 2  # one sign is a slip of the finger


def wanted(text: str, empty: str, most: int = MOST, *, least: int = LEAST) -> str:
    """Tidied. Refused with `empty` where nothing or too little is there, and where it is too long."""
    words = at_most(text, most)
    if len(words) < least:
        raise Refused(empty)
    return words


def at_most(text: str, most: int = MOST) -> str:
    """Tidied; it may be left empty. Refused where it is too long: nothing is cut away."""
    words = tidy(text)
    if len(words) > most:
        raise Refused("写得太长了（{n} 字），请写在 {most} 字以内。", n=len(words), most=most)
    return words
