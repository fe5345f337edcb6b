"""What the mailbox is counted for: letters, what became of them, who scored them, and people received."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, QuerySet

from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Evaluation, Meeting
from xiangyue.doors.mailbox.queries.account import meetings_held
from xiangyue.kernel.access import may
from xiangyue.kernel.measures import VILLAGE, Argument, Measure, Span, register
from xiangyue.kernel.models import Event, Matter, Place

_NARROWED = (VILLAGE, Argument("title", zh="标题含", en="title contains"))
_LETTERS = "letter__matter"
_FROM: dict[str, Any] = {"where": "place", "doors": ("mailbox",)}


def letters(town: Place, span: Span, *, village: str = "", title: str = "") -> QuerySet[Matter]:
    """S14, S16: letters received in the span; those of one village, those whose title holds some words."""
    received = Matter.objects.filter(town=town, kind=LETTER.name, **span.moments("received_at"))
    if village:
        received = received.filter(place__level="village", place__name=village)
    return received.filter(title__contains=title)


def letters_closed(town: Place, span: Span, *, village: str = "", title: str = "") -> QuerySet[Matter]:
    """S16: of them, those that are answered and closed."""
    return letters(town, span, village=village, title=title).filter(closed_at__isnull=False)


def letters_instructed(town: Place, span: Span, *, village: str = "", title: str = "") -> QuerySet[Matter]:
    """S14: of them, those that the secretary instructed in person."""
    received = letters(town, span, village=village, title=title)
    in_person = Event.objects.filter(matter__in=received, name="letter_instructed", seat__role="secretary")
    return received.filter(pk__in=in_person.values("matter"))


def history_closed(town: Place, span: Span) -> QuerySet[Matter]:
    """S18: letters about what was left by history, closed in the span on evidence, and closed still."""
    settled = Matter.objects.filter(town=town, kind=LETTER.name, letter__left_by_history=True)
    return settled.filter(closed_at__isnull=False, **span.moments("letter__history_closed_at"))


def evaluations(town: Place, span: Span) -> QuerySet[Evaluation]:
    """S15: the scores that letters were given in the span."""
    return Evaluation.objects.filter(town=town, **span.moments("at"))


def evaluators(town: Place, span: Span) -> QuerySet[Evaluation]:
    """S15: the named evaluators that gave them, each by the first score that it gave."""
    given = evaluations(town, span)
    firsts = given.order_by().values("evaluator").annotate(first=Min("pk")).values("first")
    return given.filter(pk__in=firsts)


def meetings(town: Place, span: Span) -> QuerySet[Meeting]:
    """S17: appointments and field visits held in the span, each with its person-times."""
    return meetings_held(town, span.first, span.following)


register(Measure("mailbox.letters", "收到的来信", "letters received", "封", letters, _NARROWED, **_FROM))
register(Measure("mailbox.letters_closed", "办结的来信", "letters closed", "封", letters_closed, _NARROWED, **_FROM))
register(
    Measure(
        "mailbox.letters_instructed",
        "书记本人批示的来信",
        "letters instructed by the secretary in person",
        "封",
        letters_instructed,
        _NARROWED,
        **_FROM,
    )
)
register(Measure("mailbox.evaluations", "来信的评分", "scores given to letters", "条", evaluations, matter=_LETTERS))
register(
    Measure("mailbox.evaluators", "有评分的评价方", "evaluators that gave scores", "方", evaluators, matter=_LETTERS)
)
register(
    Measure(
        "mailbox.people_received",
        "约访、下访登记的人次",
        "person-times at appointments and field visits",
        "人次",
        meetings,
        amount="people",
        line=lambda meeting: f"{meeting.held_on} {meeting.place}，{meeting.people} 人次",
        seen=lambda rows, seat: rows if may(seat, "letters.meet") else rows.none(),
    )
)
register(
    Measure(
        "mailbox.history_closed",
        "通过信箱凭证据化解的历史遗留问题",
        "matters left by history that were settled on evidence through the mailbox",
        "件",
        history_closed,
        scope="按凭证据办结的时间；又重办的不算",
        **_FROM,
    )
)
