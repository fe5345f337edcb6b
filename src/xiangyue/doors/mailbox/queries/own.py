"""What a writer sees of all their letters, in the mini-program."""

from __future__ import annotations

from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.kernel import kinds
from xiangyue.kernel.keyset import Page, page_of
from xiangyue.kernel.models import Matter, Place

PAGE = 20


def own_page(town: Place, writer: str, after: str = "") -> Page[Matter]:
    """The writer's letters with their stages, newest first."""
    rows = Matter.objects.filter(town=town, kind=LETTER.name, letter__town=town, letter__writer=writer)
    return page_of(kinds.with_stage(rows, LETTER), "received_at", after, PAGE, newest_first=True)
