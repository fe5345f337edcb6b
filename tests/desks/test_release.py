"""审签: who may release an answer, what nobody outside sees before, whose clock runs meanwhile."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from cast import NOON, later, rows_of
from django.contrib.auth.models import User
from django.test import Client
from hands import answered, fresh, in_hand, names, nothing_written, react, running, signed, told
from PIL import Image

from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.callback import actions as callback
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.lists import MINE, RELEASES
from xiangyue.desks.handling.models import Answer, Release
from xiangyue.desks.handling.rules import wrong_release
from xiangyue.desks.notices.bell import rings_of
from xiangyue.doors.api import tokens
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Clock, Rule, Seat

WORDS = {"text": "坑槽已填补压实。", "outcome": "solved"}
SOON = later(NOON, minutes=30)
BOTH = {"requester_how": "phone", "door_how": "export"}


def rule(cast, key="R01", since=date(2024, 1, 1), **value: Any) -> None:
    value = {"by": "unit", "minutes": 120} | value
    Rule.objects.create(town=cast.town, kind="release", key=key, valid_from=since, value=value, source="测试用")


@pytest.fixture
def colleague(cast):
    """A second person in the roads office."""
    user = User.objects.create(username="roads2")
    seat = cast.seats["roads"]
    cast.seats["roads2"] = Seat.objects.create(
        town=cast.town, unit=seat.unit, user=user, role="handler", holder="刘建设", since=seat.since
    )
    return cast.seats["roads2"]


def give(cast, matter, who="roads", at=NOON, **more):
    return handling.give_answer(fresh(matter), **(WORDS | BOTH | more), seat=cast.seats[who], at=at)


def decide(cast, held, who="roads2", granted=True, words="", at=SOON):
    held = Release.objects.select_related("matter__town", "written_by", "by_unit").get(pk=held.pk)
    return handling.decide_release(held, granted=granted, words=words, seat=cast.seats[who], at=at)


def test_an_answer_waits_for_a_colleague_and_goes_out_by_their_word(cast, sent, colleague):
    rule(cast)
    matter = in_hand(cast, sent())
    held = give(cast, matter)
    react(NOON)
    assert (held.state, fresh(matter).state) == ("waiting", "handling")
    assert not Answer.objects.exists() and "answer" in running(matter)  # the unit's own clock goes on
    assert "release_asked" in [one.event.name for one in rings_of(colleague)]
    assert [one.pk for one in rows_of(RELEASES, colleague)] == [held.pk]
    assert [one.pk for one in rows_of(MINE, cast.seats["roads"], tab="drafted")] == [matter.pk]
    assert rows_of(RELEASES, cast.seats["roads"]) == []  # nobody's own stands in their list

    decide(cast, held)
    react(later(NOON, minutes=30))
    answer = Answer.objects.get()
    assert (answer.text, answer.unit.code) == ("坑槽已填补压实。", "roads")
    assert fresh(matter).state == "answer_ready" and "answer" in running(matter)
    assert names(matter)[-3:] == ["release_asked", "release_granted", "answer_written"]
    assert "release_granted" in [one.event.name for one in rings_of(cast.seats["roads"])]
    for to, how in (("requester", "phone"), ("door", "export")):
        handling.deliver(
            Answer.objects.select_related("matter__town", "matter__lead_unit").get(),
            to=to,
            how=how,
            seat=cast.seats["roads"],
            at=later(NOON, hours=1),
        )
    assert fresh(matter).state == "answered"
    assert not list(queries.verify(cast.town))


def test_nothing_of_it_is_seen_outside_before(cast, sent, colleague):
    rule(cast)
    matter = in_hand(cast, sent())
    held = give(cast, matter)
    seen = own_matter(fresh(matter), at=NOON, language="zh")
    assert seen.answer == "" and "坑槽" not in " ".join(line.sentence for line in seen.lines)
    assert seen.stage.key == "handling"
    decide(cast, held)
    assert own_matter(fresh(matter), at=NOON, language="zh").answer == ""  # nor before it is delivered


def test_photos_are_the_requesters_with_the_answer_and_not_before(cast, sent, colleague, own_media):
    rule(cast)
    picture = BytesIO()
    Image.new("RGB", (40, 40), "grey").save(picture, "JPEG")
    matter = in_hand(cast, sent())
    held = give(cast, matter, files=[sniff("坑.jpg", picture.getvalue())], shown=True)
    assert [one.for_requester for one in matter.attachments.all()] == [False]
    decide(cast, held)
    assert [one.for_requester for one in matter.attachments.all()] == [True]


def test_the_one_who_wrote_it_never_releases_it_from_whatever_seat(cast, sent, colleague):
    rule(cast)
    Seat.objects.create(
        town=cast.town,
        unit=cast.units["roads"],
        user=cast.seats["roads"].user,
        role="village",
        holder="李建设",
        since=cast.seats["roads"].since,
    )
    second = Seat.objects.get(role="village", unit=cast.units["roads"])
    cast.seats["own-second"] = second
    held = give(cast, in_hand(cast, sent()))
    for who in ("roads", "own-second"):
        with nothing_written(), pytest.raises(NotAllowed, match="自己拟的"):
            decide(cast, held, who)
    with nothing_written(), pytest.raises(NotAllowed, match="由城乡建设办公室审签"):
        decide(cast, held, "water")
    with nothing_written(), pytest.raises(NotAllowed, match="岗位不能审签"):
        decide(cast, held, "dispatcher")
    assert rows_of(RELEASES, second) == []


def test_where_nobody_else_is_there_it_says_so_or_goes_to_the_seat_that_the_rule_names(cast, sent):
    rule(cast)
    matter = in_hand(cast, sent())
    with nothing_written(), pytest.raises(Refused, match="没有别的人能审"):
        give(cast, matter)
    rule(cast, since=date(2024, 6, 1), **{"else": {"role": "secretary"}})
    held = give(cast, matter)
    assert [one.pk for one in rows_of(RELEASES, cast.seats["secretary"])] == [held.pk]
    assert told(matter, "release_asked")["releaser"] == "镇党委书记"
    decide(cast, held, "secretary")
    assert fresh(matter).state == "answer_ready"


@pytest.mark.parametrize(
    ("key", "value", "waits"),
    [("R01", {}, True), ("道路", {}, True), ("*", {}, True), ("W01", {}, False), ("R01", {"by": "nobody"}, False)],
)
def test_which_answers_need_it_is_a_dated_row_of_the_town(cast, sent, colleague, key, value, waits):
    rule(cast, key=key, **value)
    rule(cast, key=key, since=date(2024, 12, 1), by="nobody")
    matter = in_hand(cast, sent())
    assert isinstance(give(cast, matter), Release if waits else Answer)


def test_the_narrower_row_holds(cast, sent, colleague):
    rule(cast, key="*")
    rule(cast, key="R01", by="nobody")
    assert isinstance(give(cast, in_hand(cast, sent())), Answer)


def test_no_other_deed_goes_round_it(cast, sent, colleague):
    rule(cast)
    matter = in_hand(cast, sent())
    for deed, ways in ((handling.write_answer, {}), (handling.answer_at_once, BOTH)):
        with nothing_written(), pytest.raises(Refused, match="第二个人审签"):
            deed(fresh(matter), **WORDS, **ways, seat=cast.seats["roads"], at=NOON)


def test_given_back_with_words_it_is_written_anew(cast, sent, colleague):
    rule(cast)
    matter = in_hand(cast, sent())
    held = give(cast, matter)
    with nothing_written(), pytest.raises(Refused, match="要改什么"):
        decide(cast, held, granted=False)
    decide(cast, held, granted=False, words="写清哪条路、填了几处。")
    react(later(NOON, minutes=30))
    assert (fresh(matter).state, told(matter, "release_refused")["words"]) == ("handling", "写清哪条路、填了几处。")
    assert "release_refused" in [one.event.name for one in rings_of(cast.seats["roads"])]
    with pytest.raises(StaleMove, match="刚刚被审签或撤回过"):
        decide(cast, held)
    second = give(cast, matter, text="大羊村西口填了三处坑槽。", at=later(NOON, hours=1))
    decide(cast, second, at=later(NOON, hours=2))
    assert Answer.objects.get().text == "大羊村西口填了三处坑槽。"
    assert not list(queries.verify(cast.town))


def test_one_waits_at_a_time_and_its_unit_may_take_it_back(cast, sent, colleague):
    rule(cast)
    matter = in_hand(cast, sent())
    held = give(cast, matter)
    with pytest.raises(StaleMove, match="在等审签"):
        give(cast, matter)
    held = Release.objects.select_related("matter__town", "matter__lead_unit").get(pk=held.pk)
    handling.take_back_release(held, reason="漏写了时间", seat=cast.seats["roads"], at=NOON)
    assert not Clock.objects.filter(kind="release", stopped_at=None).exists()
    assert give(cast, matter).state == "waiting"


def test_the_releaser_has_a_clock_and_hears_it(cast, sent, colleague):
    rule(cast)
    matter = in_hand(cast, sent())
    held = give(cast, matter)
    clock = Clock.objects.get(kind="release")
    assert (clock.owner, clock.unit.code) == (f"handling.release:{held.pk}", "roads")
    assert clock.due_at == held.due_at > later(NOON, hours=2)  # 120 working minutes over the noon break
    for when in (later(NOON, hours=2, minutes=30), later(clock.due_at, minutes=1)):
        react(when)
    assert {"clock_warned", "clock_rang"} <= {one.event.name for one in rings_of(colleague)}
    decide(cast, held, at=later(clock.due_at, hours=1))
    assert not Clock.objects.filter(kind="release", stopped_at=None).exists()


def test_what_leaves_the_unit_waits_for_nobody(cast, sent, colleague):
    rule(cast)
    matter = signed(cast, sent())
    held = give(cast, matter)
    assert "release" in running(matter)
    kernel.withdraw(fresh(matter), reason="自己解决了", at=NOON)
    react(NOON)
    assert Release.objects.get(pk=held.pk).state == "dropped"
    assert "release" not in running(matter)


def test_from_dispatched_signing_is_part_of_it(cast, sent, colleague):
    rule(cast)
    matter = sent()
    give(cast, matter)
    assert fresh(matter).state == "signed" and "sign" not in running(matter)


def test_who_wrote_or_released_it_does_not_call_back(cast, sent, colleague):
    rule(cast)
    cast.seats["caller"].user = colleague.user
    cast.seats["caller"].save()
    matter = in_hand(cast, sent())
    decide(cast, give(cast, matter))
    for to, how in (("requester", "phone"), ("door", "export")):
        answer = Answer.objects.select_related("matter__town", "matter__lead_unit").get()
        handling.deliver(answer, to=to, how=how, seat=cast.seats["roads"], at=later(NOON, hours=1))
    react(later(NOON, hours=1))
    with pytest.raises(NotAllowed, match="办过这件事的人不能回访"):
        callback.call_back(fresh(matter), said=None, seat=cast.seats["caller"], at=later(NOON, hours=2))


def test_without_a_rule_answers_go_out_as_before(cast, sent):
    matter = answered(cast, in_hand(cast, sent()))
    assert matter.state == "awaiting_callback" and not Release.objects.exists()


def over_json(cast, who):
    secret = tokens.make(cast.seats[who], title="接口", deeds=[], at=NOON)
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_the_same_over_the_page_and_over_json(cast, sent, colleague, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    rule(cast)
    one, other = in_hand(cast, sent()), in_hand(cast, sent())
    writer: Client = cast.client("roads")
    page = writer.get(f"/matters/{one.number}").content.decode()
    assert "送审签" in page
    writer.post(f"/matters/{one.number}/answers", WORDS | BOTH)
    told_back = over_json(cast, "roads").post(
        f"/api/matters/{other.number}/answers", WORDS | BOTH, content_type="application/json"
    )
    assert told_back.json() == {"number": other.number, "state": "handling", "release": "waiting"}
    assert "撤回再改" in writer.get(f"/matters/{one.number}").content.decode()

    second: Client = cast.client("roads2")
    assert "同意发出" in second.get("/matters/releases").content.decode()
    assert "同意发出" in second.get(f"/matters/{one.number}").content.decode()
    held = Release.objects.get(matter=one)
    second.post(f"/matters/releases/{held.pk}", {"granted": "yes"})
    told_back = over_json(cast, "roads2").post(
        f"/api/matters/{other.number}/release", {"granted": False, "words": "写清地点"}, content_type="application/json"
    )
    assert told_back.json()["release"] == "refused"
    assert (fresh(one).state, fresh(other).state) == ("answer_ready", "handling")
    # the way that was meant stands ready
    assert 'value="phone" selected' in writer.get(f"/matters/{one.number}").content.decode()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"by": "unit", "minutes": 240}, ""),
        ({"by": "seat", "role": "leader", "minutes": 60}, ""),
        ({"by": "nobody"}, ""),
        ({"by": "all"}, "by 只能是"),
        ({"by": "unit", "minutes": 0}, "正整数"),
        ({"by": "seat", "role": "auditor", "minutes": 60}, "role 只能是"),
        ({"by": "unit", "minutes": 60, "else": {"role": "auditor"}}, "role 只能是"),
    ],
)
def test_a_row_of_the_town_folder_is_checked(value, says):
    assert (wrong_release(value, ["leader", "handler"]) == "") is (says == "")
    assert says in wrong_release(value, ["leader", "handler"])
