"""The law of the day, counts that do not add up, two clerks at once, notices and names: what is refused, and why."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from cast import NOON, later
from council_people import (
    EVENING,
    NEW_YEAR,
    again,
    called,
    decided,
    held,
    item_of,
    member,
    raised,
    react,
    settled,
    with_law,
)

from xiangyue.desks.council import actions as council
from xiangyue.desks.council import rules
from xiangyue.desks.council.models import CouncilNotice, Decision, Meeting, Task, Topic
from xiangyue.desks.council.owed import owed
from xiangyue.desks.council.queries import shown_notices
from xiangyue.desks.council.rules import Share, Turnout, Votes
from xiangyue.kernel import proofs
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Rule


@pytest.fixture
def law(cast, own_media):
    with_law(cast)
    return cast


# The law of the day, as plain values

ASSEMBLY = {
    "quorum": [{"of": "members", "share": "1/2", "over": True}, {"of": "households", "share": "2/3"}],
    "majority": {"of": "present", "share": "1/2", "over": True},
    "online": False,
    "proxy": False,
}
MEMBERS = {"quorum": [{"of": "members", "share": "2/3"}], "majority": {"of": "members", "share": "2/3"}}


@pytest.mark.parametrize(
    ("rule", "came", "verdict"),
    [
        (ASSEMBLY, Turnout(101, 50), rules.MISSED),
        (ASSEMBLY, Turnout(101, 51), rules.MET),
        (ASSEMBLY, Turnout(100, 50), rules.MISSED),
        (ASSEMBLY, Turnout(300, 80, households=120, households_present=80), rules.MET),
        (ASSEMBLY, Turnout(300, 79, households=120, households_present=79), rules.MISSED),
        (MEMBERS, Turnout(30, 20), rules.MET),
        (MEMBERS, Turnout(31, 20), rules.MISSED),
        (MEMBERS, Turnout(31, 18, proxies=2, online=1), rules.MET),
        ({"quorum": "unknown"}, Turnout(30, 1), rules.NOT_KNOWN),
        ({}, Turnout(30, 1), rules.NOT_KNOWN),
        ({"quorum": None}, Turnout(30, 1), rules.NOT_ASKED),
    ],
)
def test_a_quorum_is_an_exact_fraction_of_whom_the_row_names(rule, came, verdict):
    assert rules.quorum(rule, came) == verdict


@pytest.mark.parametrize(
    ("rule", "came", "votes", "passes"),
    [
        (ASSEMBLY, Turnout(101, 60), Votes(30, 20, 10), False),
        (ASSEMBLY, Turnout(101, 60), Votes(31, 29, 0), True),
        (MEMBERS, Turnout(30, 25), Votes(19, 6, 0), False),
        (MEMBERS, Turnout(30, 25), Votes(20, 5, 0), True),
        ({"majority": "unknown"}, Turnout(30, 25), Votes(25, 0, 0), None),
        ({"majority": None}, Turnout(30, 25), Votes(25, 0, 0), None),
    ],
)
def test_a_majority_counts_those_present_or_all(rule, came, votes, passes):
    assert rules.passed(rule, came, votes) is passes


@pytest.mark.parametrize(
    ("share", "whole", "least"),
    [
        (Share("members", Fraction(2, 3), over=False), 30, 20),
        (Share("members", Fraction(2, 3), over=False), 31, 21),
        (Share("members", Fraction(1, 2), over=True), 30, 16),
        (Share("members", Fraction(1, 2), over=True), 31, 16),
    ],
)
def test_the_least_that_reaches_a_share_does_and_one_fewer_does_not(share, whole, least):
    assert share.least(whole) == least and share.holds(least, whole) and not share.holds(least - 1, whole)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("parliament", {}, "没有“parliament”"),
        ("assembly", {"quorum": [{"of": "cats", "share": "1/2"}]}, "要写成"),
        ("assembly", {"quorum": [{"of": "members", "share": "3/2"}]}, "要写成"),
        ("assembly", {"quorum": "unknown", "majority": {"of": "present", "share": "half"}}, "要写成"),
        ("assembly", {"notice_days": -1}, "notice_days"),
        ("assembly", ASSEMBLY, ""),
        ("assembly", {"quorum": "unknown", "majority": "unknown"}, ""),
        ("consultation", {"quorum": None, "majority": None}, ""),
    ],
)
def test_a_town_is_told_what_is_wrong_with_a_row(key, value, says):
    assert says in rules.wrong_body(key, value) and bool(says) == bool(rules.wrong_body(key, value))


@pytest.mark.parametrize(
    ("subject", "last", "due"),
    [
        ("money", date(2026, 1, 20), date(2026, 2, 28)),
        ("general", date(2026, 1, 20), date(2026, 4, 30)),
        ("general", date(2026, 11, 3), date(2027, 2, 28)),
        ("decision", date(2026, 1, 20), None),
    ],
)
def test_when_the_next_notice_must_be_up(subject, last, due):
    rule = {"days": 15, "every": {"general": "quarter", "money": "month", "decision": "once"}}
    assert rules.next_due(rule, subject, last) == due


# Meetings


def representatives(cast, present=21, **counts):
    topic = raised(cast)
    meeting = called(cast, topic, body="representatives")
    return topic, held(cast, meeting, present=present, **counts)


def test_without_a_quorum_nothing_is_voted_and_it_is_told_how_many_are_missing(law):
    topic, meeting = representatives(law, present=19)
    assert meeting.quorum == "missed"
    with pytest.raises(Refused, match=r"应到 30 人，至少到 20 人，实到 19 人，差 1 人"):
        decided(law, meeting, topic, yes=19)
    assert not Decision.objects.exists()


def test_where_the_older_rule_is_not_known_the_meeting_stands_without_a_verdict(law):
    topic = raised(law, at=NOON)
    begins = later(NOON, hours=6)
    meeting = held(law, called(law, topic, body="assembly", at=NOON, begins_at=begins), at=begins, present=2)
    assert meeting.quorum == "unknown" and meeting.rule.valid_from == date(2022, 12, 1)
    assert decided(law, meeting, topic, at=begins, yes=2).passed is None


@pytest.mark.parametrize(
    ("votes", "says"),
    [
        ({"yes": 21, "no": 1}, "票数对不上.*加起来是 22.*参加表决的是 21"),
        ({"yes": 10, "no": 5}, "票数对不上"),
        ({"yes": 20, "aside": 1}, "什么利害关系"),
    ],
)
def test_counts_that_do_not_add_up(law, votes, says):
    topic, meeting = representatives(law)
    with pytest.raises(Refused, match=says):
        decided(law, meeting, topic, **votes)


def test_who_declared_an_interest_is_counted_aside_and_a_secret_ballot_keeps_counts_alone(law):
    topic, meeting = representatives(law)
    made = decided(law, meeting, topic, yes=12, no=6, abstain=1, aside=2, aside_why="近亲属", is_secret=True)
    assert (made.passed, made.is_secret, made.yes, made.aside) == (True, True, 12, 2)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"present": 0}, "实到人数是 0"),
        ({"present": 31}, "实到比应到还多"),
        ({"households": 5, "households_present": 6}, "实到比应到还多"),
        ({"proxies": 1}, "不能委托"),
    ],
)
def test_attendance_that_cannot_be(law, counts, says):
    topic = raised(law)
    meeting = called(law, topic, body="representatives")
    with pytest.raises(Refused, match=says):
        held(law, meeting, **counts)
    assert Meeting.objects.get().members is None


def test_online_votes_and_proxies_count_where_that_law_lets_them(law):
    topic = raised(law)
    meeting = held(law, called(law, topic, body="members"), present=15, proxies=3, online=2)
    assert meeting.quorum == "met" and decided(law, meeting, topic, yes=20).passed is True


def test_a_representative_of_another_village_or_out_of_office_is_not_there(law):
    own, other = member(law, "郝一"), member(law, "董二", village="xiaowu")
    gone = member(law, "尹三")
    council.end_term(gone, until=date(2026, 1, 23), seat=law.seats["dispatcher"], at=NEW_YEAR)
    meeting = called(law, raised(law), body="representatives")
    for one in (other, gone):
        with pytest.raises(Refused, match=f"{one.name}不在大羊村"):
            held(law, meeting, there=[own.pk, one.pk])
    with pytest.raises(Refused, match="不在大羊村"):
        held(law, meeting, there=[own.pk, 999_999])
    came = held(law, meeting, there=[own.pk])
    assert (came.present, came.members) == (1, 1)


def test_a_body_without_the_women_that_the_law_asks_for_is_told(law):
    rule = {"make_up": {"representatives": "4/5", "women": "1/3", "least": 4}}
    assert rules.make_up(rule, [(True, False), (True, False), (False, True)]) == [
        ("村民代表", 3, 2),
        ("组成人员", 4, 3),
    ]


def test_a_shorter_notice_needs_its_reason(law):
    topic = raised(law)
    with pytest.raises(Refused, match="要提前 10 天通知"):
        called(law, topic, body="assembly", begins_at=later(NEW_YEAR, days=9))
    assert called(law, topic, body="assembly", begins_at=later(NEW_YEAR, days=9), why_short="汛情").why_short == "汛情"


def test_before_it_begins_nobody_was_there_and_after_a_decision_the_count_stands(law):
    topic, meeting = representatives(law)
    other = called(law, raised(law, title="另一题"))
    with pytest.raises(Refused, match="还没有开始"):
        held(law, other, at=NEW_YEAR)
    decided(law, meeting, topic, yes=21)
    with pytest.raises(Refused, match="到会情况不能再改"):
        held(law, meeting, present=30)


def test_a_topic_is_decided_once_whoever_is_quicker(law):
    topic = raised(law)
    first, second = held(law, called(law, topic)), held(law, called(law, topic))
    stale = item_of(second, topic)
    decided(law, first, topic)
    with pytest.raises(StaleMove, match="已经有了决定"):
        council.decide(stale, points="另一个决定。", route="now", seat=law.seats["village"], at=EVENING)
    assert Decision.objects.count() == 1
    with pytest.raises(StaleMove):
        decided(law, first, topic)


def test_a_cancelled_meeting_gives_its_topics_back(law):
    topic = raised(law)
    meeting = Meeting.objects.select_related("village__town").get(pk=called(law, topic).pk)
    council.cancel(meeting, reason="下大雨", seat=law.seats["village"], at=NEW_YEAR)
    with pytest.raises(Refused, match="已经取消"):
        held(law, meeting)
    assert called(law, topic).items.count() == 1


# The board


def publish(cast, at=EVENING, **more):
    told = {"title": "一季度收支", "text": "收入和支出见附表。", "village": cast.places["dayang"], "subject": "money"}
    return council.publish(cast.town, **(told | more), seat=cast.seats["secretary"], at=at)


def down(cast, notice, at):
    council.take_down(notice, why="到期", seat=cast.seats["secretary"], at=at)


def test_a_villages_notice_stays_fifteen_days_and_can_only_be_replaced_before(law):
    notice = publish(law)
    with pytest.raises(Refused, match="要贴到 2026-02-07"):
        down(law, notice, later(EVENING, days=14))
    right = council.correct(
        notice,
        title="一季度收支（更正）",
        text="收入写错，已改。",
        why="数写错",
        seat=law.seats["secretary"],
        at=later(EVENING, days=1),
    )
    assert shown_notices(law.town) == [right] and right.replaces == notice and str(right.stays_until) == "2026-02-08"
    with pytest.raises(Refused, match="要贴到"):
        down(law, right, later(EVENING, days=15))
    down(law, right, later(EVENING, days=16))
    with pytest.raises(StaleMove):
        council.correct(notice, title="再改", text="再改一次", why="x", seat=law.seats["secretary"], at=EVENING)
    assert CouncilNotice.objects.count() == 2


def test_under_the_older_law_there_was_no_such_minimum(law):
    notice = publish(law, at=NOON)
    down(law, notice, later(NOON, hours=1))
    assert notice.stays_until is None


def test_which_village_owes_which_notice(law):
    publish(law)
    late = {(one.village.code, one.subject) for one in owed(law.town, later(EVENING, days=40))}
    assert late == {("dayang", "财务收支"), ("xiaowu", "财务收支")} or late == {("xiaowu", "财务收支")}
    assert owed(law.town, NOON) == []


@pytest.mark.parametrize("text", ["林小草家门口的路垫高。", "有事找 19900001234。"])
def test_no_name_of_who_raised_it_and_no_number_goes_up(law, sent, text):
    topic, _, _ = settled(law, sent(at=NEW_YEAR))
    by = {"seat": law.seats["village"], "at": EVENING}
    for deed in (
        lambda: council.publish_topic(topic, subject="decision", title="议定", text=text, **by),
        lambda: council.show(topic, title="议定", text=text, **by),
        lambda: council.carry_out(topic, words=text, **by),
    ):
        with pytest.raises(Refused, match=r"姓名|像是有电话"):
            deed()
    assert not CouncilNotice.objects.exists() and Topic.objects.get().shown_at is None


def test_a_result_is_not_published_before_there_is_one(law, sent):
    topic = raised(law, sent(at=NEW_YEAR))
    told = {"title": "结果", "text": "修好了。", "seat": law.seats["village"], "at": EVENING}
    with pytest.raises(Refused, match="还没有决定"):
        council.publish_topic(topic, subject="decision", **told)
    decided(law, held(law, called(law, topic)), topic)
    with pytest.raises(Refused, match="先登记再公开结果"):
        council.publish_topic(again(topic), subject="result", **told)


# Tasks, rows that were changed


def test_a_row_that_was_changed_is_found(law, sent):
    topic, _, _ = settled(law, sent(at=NEW_YEAR))
    council.give_task(
        topic, what="垫路", unit=law.units["roads"], due_on=date(2026, 2, 1), seat=law.seats["village"], at=EVENING
    )
    react(EVENING)
    assert list(proofs.faults(law.town)) == []
    for rows, says in ((Decision.objects.all(), "决定与动态不符"), (Task.objects.all(), "任务与动态不符")):
        column = "points" if rows.model is Decision else "what"
        before = rows.values_list(column, flat=True).get()
        rows.update(**{column: "改过"})
        assert says in next(iter(proofs.faults(law.town))).says
        rows.update(**{column: before})


@pytest.mark.parametrize("who", ["secretary", "roads", "reviewer"])
def test_who_does_not_keep_the_table_decides_nothing(law, who):
    topic = raised(law)
    meeting = held(law, called(law, topic))
    with pytest.raises(NotAllowed):
        council.decide(item_of(meeting, topic), points="好。", route="now", seat=law.seats[who], at=EVENING)


def test_the_towns_own_rows_are_right(law):
    for row in Rule.objects.filter(kind="council"):
        assert rules.wrong_body(row.key, row.value) == ""


# From one body to the next


def test_what_the_council_carries_on_is_decided_by_that_body_and_carried_out_after_it(law, sent):
    topic = raised(law, sent(at=NEW_YEAR))
    first = decided(law, held(law, called(law, topic)), topic, route="representatives")
    told = {"what": "垫路", "unit": law.units["roads"], "due_on": date(2026, 2, 1), "seat": law.seats["village"]}
    with pytest.raises(Refused, match="要提交村民代表会议，等那边议定"):
        council.give_task(again(topic), **told, at=EVENING)
    with pytest.raises(Refused, match="已经有决定"):
        called(law, topic, body="assembly", why_short="急")
    second = held(law, called(law, topic, body="representatives"))
    last = decided(law, second, topic, yes=20, no=1)
    first.refresh_from_db()
    assert first.followed_at == EVENING and list(Decision.objects.standing()) == [last]
    council.give_task(again(topic), **told, at=EVENING)
    assert list(proofs.faults(law.town)) == []


def test_what_did_not_pass_is_not_done(law):
    topic, meeting = representatives(law)
    with pytest.raises(Refused, match="表决没有通过：同意 10"):
        decided(law, meeting, topic, yes=10, no=11)
    assert decided(law, meeting, topic, yes=10, no=11, route="explain").passed is False
