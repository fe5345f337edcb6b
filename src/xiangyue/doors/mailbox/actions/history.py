"""历史遗留: old trouble is marked with the year it began, and closed only on evidence that can be opened later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Event, Seat
from xiangyue.kernel.timekeeping import local_day

_FIRST_YEAR = 1949
_CLOSABLE = ("awaiting_callback", "closed")


@transaction.atomic
def mark_left_by_history(letter: Letter, *, since_year: int, why: str, seat: Seat, at: datetime) -> Event:
    """Marked once; a mistake in the year is mended by marking again, and both stand in the story."""
    access.require(seat, "letters.sort", of=letter)
    year = local_day(at).year
    if not _FIRST_YEAR <= since_year < year:
        raise Refused(
            "请写这件事是从哪一年留下来的（{first_year} 到 {year} 年之间）；今年才发生的不算历史遗留。",
            first_year=_FIRST_YEAR,
            year=year - 1,
        )
    if not tidy(why):
        raise Refused("请写一句为什么认定是历史遗留。")
    letter.left_by_history, letter.since_year = True, since_year
    letter.save(update_fields=["left_by_history", "since_year"])
    return kernel.record(
        letter.matter,
        "letter_left_by_history",
        actor=kernel.Actor.of(seat),
        at=at,
        since_year=since_year,
        why=tidy(why)[:500],
    )


@transaction.atomic
def close_with_evidence(letter: Letter, *, upload: kernel.Upload | None, how: str, seat: Seat, at: datetime) -> Event:
    """After the answer: on a signed agreement or the like. The writer may still ask for it to be taken up again in
    time.
    """
    if not access.may(seat, "letters.instruct"):
        raise NotAllowed("历史遗留问题由书记本人凭证据办结，专员可以先备好材料。")
    matter = letter.matter
    if not letter.left_by_history:
        raise Refused("这封信没有认定为历史遗留，不能这样办结。")
    if letter.history_closed_at is not None and matter.state == "closed":
        raise Refused("这件历史遗留问题已经凭证据办结了。")
    if upload is None:
        raise Refused("历史遗留问题办结必须附上证据：签字的协议、调解书、验收照片等，没有证据不算化解。")
    if not tidy(how):
        raise Refused("请写明是怎样化解的。")
    if matter.state not in _CLOSABLE:
        raise Refused("要先把答复送到写信人，再凭证据办结。")
    actor = kernel.Actor.of(seat)
    evidence = kernel.attach(matter, upload, actor=actor, at=at)
    letter.evidence, letter.history_closed_at = evidence, at
    letter.save(update_fields=["evidence", "history_closed_at"])
    told: dict[str, Any] = {"evidence": evidence.title, "evidence_sha256": evidence.sha256, "how": tidy(how)[:500]}
    if matter.state == "closed":  # the writer has said that it is solved; the evidence comes after
        return kernel.record(matter, "letter_history_closed", actor=actor, at=at, **told)
    kernel.move(matter, to="called_back", event="letter_history_closed", actor=actor, at=at, **told)
    stop_clocks(matter, at=at)
    return kernel.move(matter, to="closed", event="letter_closed", actor=actor, at=at, why="历史遗留问题凭证据办结")
