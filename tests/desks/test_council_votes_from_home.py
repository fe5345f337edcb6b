"""Households vote from home by a slip, once each; how they voted is kept nowhere."""

from __future__ import annotations

import pytest
from cast import make_town
from council_people import NEW_YEAR, again, called, decided, held, item_of, member, raised, with_law

from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import Ballot, Meeting
from xiangyue.kernel import codes
from xiangyue.kernel.errors import NotAllowed, Refused


@pytest.fixture
def law(cast, own_media):
    with_law(cast)
    return cast


@pytest.fixture
def voting(law):
    topic = raised(law)
    council.show(topic, title="地怎么分", text="按户投票。", seat=law.seats["village"], at=NEW_YEAR)
    for n in range(3):
        member(law, f"户主{n}", body="members", household=f"{n}号")
    meeting = Meeting.objects.select_related("village__town").get(pk=called(law, topic, body="members").pk)
    assert council.hand_out(meeting, seat=law.seats["village"], at=NEW_YEAR) == 3
    return topic, meeting


def from_home(topic, slip, choice="yes", **more):
    code, tail = codes.shown(slip)
    return council.vote(again(topic), **({"code": code, "tail": tail, "choice": choice} | more), at=NEW_YEAR)


def test_a_household_votes_once_and_nobody_knows_how(law, voting):
    topic, meeting = voting
    slip = meeting.slips.first()
    from_home(topic, slip)
    with pytest.raises(Refused, match="这一户已经投过票"):
        from_home(topic, slip, "no")
    item = item_of(meeting, topic)
    assert (item.yes, item.no, item.ballots.count()) == (1, 0, 1)
    assert {field.name for field in Ballot._meta.fields} == {"id", "item", "slip", "at"}
    assert council.hand_out(meeting, seat=law.seats["village"], at=NEW_YEAR) == 0


@pytest.mark.parametrize(
    ("more", "says"),
    [({"tail": "0"}, "尾号不对"), ({"code": "12"}, "十位数字"), ({"choice": "maybe"}, "请选同意、反对或弃权")],
)
def test_a_slip_that_is_none(voting, more, says):
    topic, meeting = voting
    with pytest.raises(Refused, match=says):
        from_home(topic, meeting.slips.first(), **more)
    assert not Ballot.objects.exists()


def test_a_slip_of_another_meeting_opens_nothing_and_a_decided_item_takes_no_more(law, voting):
    topic, meeting = voting
    other = raised(law, title="另一题")
    second = Meeting.objects.select_related("village__town").get(pk=called(law, other, body="members").pk)
    council.hand_out(second, seat=law.seats["village"], at=NEW_YEAR)
    with pytest.raises(Refused, match="不对"):
        from_home(other, meeting.slips.first())
    for slip in meeting.slips.all()[:2]:
        from_home(topic, slip)
    with pytest.raises(Refused, match="网上投票的有 2 户"):
        decided(law, held(law, meeting, members=3, present=2, online=1), topic, yes=3)
    with pytest.raises(Refused, match="网上已投：同意 2"):
        decided(law, held(law, meeting, members=3, present=1, online=2), topic, yes=1, no=2)
    decided(law, held(law, meeting, members=3, present=1, online=2), topic, yes=2, no=1)
    with pytest.raises(Refused, match="现在不在网上投票"):
        from_home(topic, meeting.slips.last())


def test_where_the_law_allows_no_vote_from_home_no_slips_are_handed_out(law):
    meeting = called(law, raised(law), body="assembly")
    with pytest.raises(Refused, match="不能在网上投票"):
        council.hand_out(meeting, seat=law.seats["village"], at=NEW_YEAR)


@pytest.mark.django_db(transaction=True)
def test_after_too_many_tails_in_vain_a_slip_rests(own_media):
    cast = make_town()
    with_law(cast)
    topic = raised(cast)
    member(cast, "户主", body="members", household="1号")
    meeting = Meeting.objects.select_related("village__town").get(pk=called(cast, topic, body="members").pk)
    council.hand_out(meeting, seat=cast.seats["village"], at=NEW_YEAR)
    slip = meeting.slips.get()
    for _ in range(codes.TRIES):
        with pytest.raises(NotAllowed, match="不对"):
            from_home(topic, slip, tail="0")
    with pytest.raises(NotAllowed, match="停用一小时"):
        from_home(topic, slip)
    assert not Ballot.objects.exists()
