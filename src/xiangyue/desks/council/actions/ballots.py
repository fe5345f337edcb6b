"""Votes from home, one of each household: by a slip with ten digits and a tail. How it voted is kept nowhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.meetings import on_roll
from xiangyue.desks.council.actions.parts import hold, rule_of
from xiangyue.desks.council.models import Ballot, Item, Meeting, Topic, VoteSlip
from xiangyue.desks.council.rules import BODIES, Turnout, Votes
from xiangyue.kernel import codes
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day

CHOICES = ("yes", "no", "abstain")
_SAYS = codes.Says(
    no_code="户票上的号码是十位数字，您输入的不对，请对照户票再输一次。",
    wrong="号码或尾号不对，请对照户票再输一次。",
    rests="这张户票输错的次数太多，先停用一小时；也可以到会场投票。",
)


@transaction.atomic
def hand_out(meeting: Meeting, *, seat: Seat, at: datetime) -> int:
    """A slip for each household on the roll that has none; how many are new."""
    require_at(seat, "council.keep", meeting.village)
    rule = rule_of(seat.town, meeting.body, local_day(meeting.begins_at))
    if rule is None or not rule.value.get("online"):
        raise Refused("{body}按当天的规定不能在网上投票，不发户票。", body=BODIES[meeting.body])
    if meeting.signed_at is not None or meeting.cancelled_at is not None:
        raise Refused("这次会议已经归档或取消，不能再发户票。")
    households = set(on_roll(meeting).exclude(household="").values_list("household", flat=True))
    if not households:
        raise Refused("名册上还没有写明各户，请先在名册里登记户。")
    fresh = sorted(households - set(meeting.slips.values_list("household", flat=True)))
    for household in fresh:
        _code, _tail, columns = codes.given_with("")
        with only_once(StaleMove("户票正在由别人准备，请刷新后再看。")):
            VoteSlip.objects.create(town_id=meeting.town_id, meeting=meeting, household=household, **columns)
    return len(fresh)


def vote(topic: Topic, *, code: str, tail: str, choice: str, at: datetime) -> Item:
    """By whoever holds the slip; a second time from one household is refused and changes nothing."""
    if choice not in CHOICES:
        raise Refused("请选同意、反对或弃权。")
    item = open_item(topic)
    if item is None:
        raise Refused("这个议题现在不在网上投票。")
    # by itself: what was tried in vain is counted, whatever is refused afterwards
    slip = codes.opened(VoteSlip.objects.filter(meeting=item.meeting), code=code, tail=tail, at=at, says=_SAYS)
    with transaction.atomic():
        hold(item.meeting)
        if open_item(topic) != item:
            raise StaleMove("这个议题刚刚已经议定或取下，不再收票。")
        with only_once(Refused("这一户已经投过票了，一户投一次。")):
            Ballot.objects.create(item=item, slip=slip, at=at)
        Item.objects.filter(pk=item.pk).update(**{choice: F(choice) + 1})
    return item


def open_item(topic: Topic) -> Item | None:
    """Where households vote on it now: slips were handed out and nothing is decided yet."""
    rows = topic.items.filter(taken_off_at=None, decision=None, topic__matter__closed_at=None)
    rows = rows.filter(meeting__signed_at=None, meeting__cancelled_at=None)
    return rows.filter(meeting__slips__isnull=False).select_related("meeting").order_by("-pk").first()


def agree_with_slips(item: Item, came: Turnout, votes: Votes) -> None:
    """What was typed in cannot hold fewer than what came in by slips."""
    cast = item.ballots.count()
    if cast and cast != came.online:
        raise Refused(
            "网上投票的有 {cast} 户，到会情况里登记的网上投票是 {online}，请先改到会情况。",
            cast=cast,
            online=came.online,
        )
    item.refresh_from_db(fields=list(CHOICES))
    if votes.yes < item.yes or votes.no < item.no or votes.abstain < item.abstain:
        raise Refused(
            "网上已投：同意 {yes}、反对 {no}、弃权 {abstain}；您填的总票数不能比这少。",
            yes=item.yes,
            no=item.no,
            abstain=item.abstain,
        )
