"""退单 to the upper level: by which article, who goes on meanwhile, what its answer does; and who handles for whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import NOON, later, rows_of
from hands import fresh, in_hand, names, nothing_written, react, running, told

from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.upward import actions as upward
from xiangyue.desks.upward import queries
from xiangyue.desks.upward.lists import DESK, STATUTORY
from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.desks.upward.rules import answer_in, wrong_clause, wrong_upward
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import measures
from xiangyue.kernel import queries as kernel_queries
from xiangyue.kernel.actions import UPPER
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Clock, Party, Rule
from xiangyue.lib.spans import Span

SINCE = date(2023, 1, 1)
CLAUSE = {"article": "条例第12条", "title": "派单异议", "text": "可以提出异议。"}
ANSWERS = {"accepted": ["退单成立"], "refused": ["退单不成立"]}


@pytest.fixture
def upper(cast):
    """The upper unit, the article and the town's times for it."""
    for kind, key, value in (
        ("clause", "bj-12", CLAUSE),
        ("upward", "town", {"object_minutes": 900, "answer_minutes": 450}),
        ("upward", "answers", ANSWERS),
    ):
        Rule.objects.create(town=cast.town, kind=kind, key=key, valid_from=SINCE, value=value, source="测试用")
    cast.units["dept"] = Party.objects.create(
        town=cast.town, kind="unit", code="dept-water", title="区水务局", unit_kind="department"
    )
    return cast.units["dept"]


def ask(cast, matter, at=NOON, who="dispatcher", **more):
    clause = Rule.objects.filter(kind="clause").first()
    fields = {"unit": cast.units["dept"], "clause": clause, "reason": "管网归区里", "late": ""} | more
    return upward.object_upward(fresh(matter), **fields, seat=cast.seats[who], at=at)


def answer(cast, asked, accepted, at=NOON, words="区专班来电"):
    asked = Objection.objects.select_related("matter__town", "unit").get(pk=asked.pk)
    return upward.answer_objection(asked, accepted=accepted, words=words, seat=cast.seats["dispatcher"], at=at)


def test_the_unit_goes_on_until_there_is_an_answer(cast, sent, upper):
    matter = in_hand(cast, sent())
    asked = ask(cast, matter)
    assert fresh(matter).state == "handling" and {"answer", "promise"} <= running(matter).keys()
    assert told(matter, "upward_asked")["clause_name"] == "条例第12条 派单异议"
    assert Clock.objects.get(kind="promise").owner == f"upward.objection:{asked.pk}"
    answer(cast, asked, False)
    assert fresh(matter).state == "handling" and "promise" not in running(matter)
    assert [one.pk for one in rows_of(DESK, cast.seats["dispatcher"], tab="refused")] == [asked.pk]


def test_taken_back_it_ends_here_and_the_requester_is_told_whose_it_is(cast, sent, upper):
    matter = in_hand(cast, sent())
    answer(cast, ask(cast, matter), True)
    react(NOON)
    assert fresh(matter).state == "closed" and not running(matter)
    lines = own_matter(fresh(matter), at=NOON, language="zh").lines
    assert "区水务局" in lines[-1].sentence and "管网归区里" not in " ".join(line.sentence for line in lines)
    assert not matter.callbacks.exists()
    assert not list(kernel_queries.verify(cast.town))
    with pytest.raises(Refused, match="已经结束"):
        ask(cast, matter)


def test_all_three_are_asked_for_and_only_of_what_came_from_above(cast, sent, upper):
    matter = in_hand(cast, sent())
    for missing in ({"unit": None}, {"clause": None}, {"reason": " "}):
        with nothing_written(), pytest.raises(Refused, match="写清三样"):
            ask(cast, matter, **missing)
    letter = kernel.receive(
        cast.town,
        kernel.Intake(number="P1", title="漏水", words="漏水", received_at=NOON),
        door="portal",
        actor=UPPER,
        at=NOON,
    )
    with pytest.raises(Refused, match="不是上级派来的"):
        ask(cast, letter)
    with pytest.raises(NotAllowed, match="岗位不能向上级退单"):
        ask(cast, matter, who="roads")


def test_after_the_towns_time_it_says_why_so_late(cast, sent, upper):
    matter, late = in_hand(cast, sent()), later(NOON, days=5)
    with nothing_written(), pytest.raises(Refused, match="过了退单的期限"):
        ask(cast, matter, at=late)
    assert ask(cast, matter, at=late, late="清单刚刚调整").late == "清单刚刚调整"


def test_one_is_open_at_a_time_and_answered_once(cast, sent, upper):
    matter = in_hand(cast, sent())
    asked = ask(cast, matter)
    with pytest.raises(StaleMove, match="在等答复"):
        ask(cast, matter)
    asked = Objection.objects.select_related("matter__town").get(pk=asked.pk)
    upward.withdraw_objection(asked, reason="又核实是我们的", seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(StaleMove, match="已经有答复或已撤回"):
        answer(cast, asked, True)
    assert ask(cast, matter).state == "open"


@pytest.mark.parametrize(
    ("status", "state"), [("退单成立，已收回", "accepted"), ("退单不成立", "refused"), ("办理中", "open")]
)
def test_the_upper_platforms_own_state_answers_it(cast, sent, upper, status, state):
    matter = in_hand(cast, sent())
    asked = ask(cast, matter)
    kernel.record(matter, "upper_status", actor=UPPER, at=later(NOON, hours=1), status=status)
    react(later(NOON, hours=1))
    asked.refresh_from_db()
    assert (asked.state, asked.how) == (state, "" if state == "open" else "imported")


def test_what_others_wait_under_is_not_given_back(cast, sent, upper):
    matter, twin = in_hand(cast, sent()), cast.say()
    kernel.sort(
        twin, category=cast.categories["R01"], place=None, urgency="general", suggested=False, actor=UPPER, at=NOON
    )
    kernel.merge(twin, parent=matter, reason="同一事", actor=UPPER, at=NOON)
    with pytest.raises(Refused, match="并案的事项"):
        ask(cast, matter)


def test_who_handles_for_whom_is_kept_counted_and_opens_to_its_matters(cast, sent, upper):
    theirs, ours = in_hand(cast, sent()), in_hand(cast, sent())
    seat = cast.seats["dispatcher"]
    upward.name_statutory(theirs, unit=upper, clause=None, words="管网归区里", seat=seat, at=NOON)
    upward.name_statutory(ours, unit=cast.units["roads"], clause=None, words="镇管道路", seat=seat, at=NOON)
    with pytest.raises(Refused, match="依据，或写明"):
        upward.name_statutory(ours, unit=upper, clause=None, words="", seat=seat, at=NOON)
    assert [row.matter_id for row in rows_of(STATUTORY, seat, tab="other")] == [theirs.pk]
    assert queries.counted(queries.named(seat)) == [{"actual": "城乡建设办公室", "by_law": "区水务局", "n": 1}]
    measure = measures.get("upward.handled_for_others")
    november = Span.of("2024-11")
    assert [row.pk for row in measure.records(cast.town, november, unit="roads", upper="dept-water")] == [theirs.pk]
    assert measure.count(cast.town, november, unit="water") == 0


def test_objections_are_counted_with_those_that_were_accepted(cast, sent, upper):
    for accepted in (True, False):
        answer(cast, ask(cast, in_hand(cast, sent())), accepted)
    november = Span.of("2024-11")
    assert measures.get("upward.objected").count(cast.town, november) == 2
    assert measures.get("upward.accepted").count(cast.town, november, upper="dept-water") == 1


def test_from_the_matters_page_and_back(cast, sent, upper, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON + timedelta(minutes=5))
    matter, clerk = in_hand(cast, sent()), cast.client("dispatcher")
    assert f"/upward/{matter.number}" in clerk.get(f"/matters/{matter.number}").content.decode()
    assert f"/upward/{matter.number}" not in cast.client("roads").get(f"/matters/{matter.number}").content.decode()
    clause = Rule.objects.get(kind="clause")
    clerk.post(f"/upward/{matter.number}/objections", {"unit": upper.pk, "clause": clause.pk, "reason": "管网归区里"})
    page = clerk.get(f"/upward/{matter.number}").content.decode()
    assert "登记上级的答复" in page and "区水务局" in page
    asked = Objection.objects.get()
    clerk.post(f"/upward/objections/{asked.pk}/answer", {"accepted": "yes", "words": "区专班来电"})
    assert fresh(matter).state == "closed" and names(matter)[-1] == "upward_accepted"
    assert "不是现在的承办单位" in clerk.get(f"/matters/{matter.number}").content.decode()
    assert Statutory.objects.get().unit == upper


def test_rows_of_the_town_folder_are_checked_and_words_are_read_with_the_refusal_first():
    assert answer_in("退单不成立", ANSWERS) is False and answer_in("退单成立", ANSWERS) is True
    assert answer_in("办理中", ANSWERS) is None
    assert wrong_clause("a", CLAUSE) == "" and "text" in wrong_clause("a", CLAUSE | {"text": ""})
    assert wrong_upward("answers", ANSWERS) == "" and wrong_upward("answers", {"accepted": []})
    assert wrong_upward("town", {"object_minutes": 1, "answer_minutes": 1}) == ""
    assert wrong_upward("town", {"object_minutes": 0, "answer_minutes": 1})
