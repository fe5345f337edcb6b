"""村务议事公告: put up for everybody; a wrong one is replaced by a right one that says so, never edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import for_everybody, sources_of, tell
from xiangyue.desks.council.models import CouncilNotice, Topic
from xiangyue.desks.council.rules import BOARD, WALL, stays_until
from xiangyue.kernel import access
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Place, Rule, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.hantext import tidy

_TITLE_MAX, _TEXT_MAX = 120, 10_000
SUBJECTS = dict(CouncilNotice.SUBJECTS)
OF_TOPICS = ("decision", "result")


def board_rule(town: Place, at: datetime) -> Rule | None:
    """How long a village's notice stays up, and how often which must come."""
    return rule_on(town, BOARD, WALL, local_day(at))


@transaction.atomic
def publish(
    town: Place, *, title: str, text: str, village: Place | None = None, subject: str = "", seat: Seat, at: datetime
) -> CouncilNotice:
    """Refused where somebody's phone, ID, plate or card number stands in it: no personal data is published (PIPL art.
    25).
    """
    access.require(seat, "council.publish", of=town)
    if village is not None and village.town_id != town.pk:
        raise Refused("本镇没有这个村。")
    if subject not in SUBJECTS or subject in OF_TOPICS:
        raise Refused("议定事项和落实结果请在议题的页面上公开。")
    return _put_up(town, title, text, village=village, subject=subject, seat=seat, at=at)


@transaction.atomic
def publish_topic(topic: Topic, *, subject: str, title: str, text: str, seat: Seat, at: datetime) -> CouncilNotice:
    """The decision, or how it was carried out (VCL 35): in words without anybody's name."""
    require_at(seat, "council.notices", topic.village)
    if subject not in OF_TOPICS:
        raise Refused("请选择公开的是议定事项还是落实结果。")
    if not topic.decisions.standing().exists():
        raise Refused("这个议题还没有决定，没有可以公开的结果。")
    if subject == "result" and topic.matter.closed_at is None:
        raise Refused("还没有登记落实情况，先登记再公开结果。")
    for_everybody(f"{title}\n{text}", sources_of(topic))
    return _put_up(topic.town, title, text, village=topic.village, subject=subject, topic=topic, seat=seat, at=at)


def _put_up(
    town: Place, title: str, text: str, *, village: Place | None, seat: Seat, at: datetime, **more: Any
) -> CouncilNotice:
    title, text = wanted(title, "请写公告的标题。", _TITLE_MAX), wanted(text, "请写公告的内容。", _TEXT_MAX, least=4)
    for_everybody(f"{title}\n{text}")
    rule = board_rule(town, at) if village is not None else None
    until = stays_until(rule.value if rule else None, local_day(at))
    made = CouncilNotice(
        town=town, village=village, title=title, text=text, published_at=at, stays_until=until, seat=seat, **more
    )
    with only_once(StaleMove("这条公告刚刚已经更正过了，请刷新后再看。")):
        made.save(force_insert=True)
    if made.topic is not None:
        told: dict[str, Any] = {"notice": made.pk, "subject": made.subject, "subject_name": SUBJECTS[made.subject]}
        told |= {"stays_until": until.isoformat()} if until else {}
        tell(made.topic, "topic_published", seat=seat, at=at, **told)
    return made


@transaction.atomic
def correct(notice: CouncilNotice, *, title: str, text: str, why: str, seat: Seat, at: datetime) -> CouncilNotice:
    """The right one goes up in the same moment as the wrong one comes down."""
    _may_take_down(notice, seat)
    reason = _reason(why)
    if notice.topic is not None:
        for_everybody(f"{title}\n{text}", sources_of(notice.topic))
    same = {"subject": notice.subject, "topic": notice.topic, "replaces": notice}
    made = _put_up(notice.town, title, text, village=notice.village, seat=seat, at=at, **same)
    _down(notice, reason, seat, at)
    return made


@transaction.atomic
def take_down(notice: CouncilNotice, *, why: str, seat: Seat, at: datetime) -> None:
    """A village's notice stays up as long as the law of its day says; until then it can only be replaced."""
    _may_take_down(notice, seat)
    reason = _reason(why)
    if notice.stays_until is not None and local_day(at) < notice.stays_until:
        raise Refused(
            "村务公开要贴到 {day} 才能撤下（不少于法定天数）。写错了的请用“更正”，新的贴上、旧的同时撤下。",
            day=notice.stays_until,
        )
    _down(notice, reason, seat, at)


def _may_take_down(notice: CouncilNotice, seat: Seat) -> None:
    if notice.topic is not None:
        require_at(seat, "council.notices", notice.topic.village)
    else:
        access.require(seat, "council.publish", of=notice)


def _reason(why: str) -> str:
    if not tidy(why):
        raise Refused("撤下公告请写明原因。")
    return tidy(why)[:200]


def _down(notice: CouncilNotice, reason: str, seat: Seat, at: datetime) -> None:
    done = StaleMove("这条公告已经撤下了，请刷新后再看。")
    still(notice, {"withdrawn_at": None}, done, withdrawn_at=at, withdrawn_why=reason)
    if notice.topic is not None:
        tell(notice.topic, "topic_notice_down", seat=seat, at=at, notice=notice.pk, reason=reason)
