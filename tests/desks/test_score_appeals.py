"""考核申诉: asked by the unit, agreed to in town, sent up, answered; what is upheld leaves the score."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from cast import NOON, later
from django.urls import reverse
from hands import decide, fresh, in_hand, names

from xiangyue.desks.callback.actions import Said, bring_home
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling.models import Case
from xiangyue.figures.appeals import actions, queries, rules
from xiangyue.figures.appeals.models import Appeal
from xiangyue.figures.score.rules import Tally
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Rule
from xiangyue.kernel.outbox import react_to_batch
from xiangyue.kernel.verification import verify

WHY = {"reason": "当事双方已经起诉", "basis": "法院受理通知书"}


@pytest.fixture
def judged(cast, sent, monkeypatch):
    """Closed by the hotline as not solved; another was solved."""
    monkeypatch.setattr(moment, "now", lambda: later(NOON, days=5))
    rule(cast, rules.GROUND, "litigation", {"title": "已进入诉讼", "article": "条例第11条"})
    rule(cast, rules.LIMIT, rules.TOWN, {"days": 5})
    matter = in_hand(cast, sent())
    bring_home(matter, said=Said(True, False, "no"), closed_at=later(NOON, days=2))
    other = in_hand(cast, sent())
    bring_home(other, said=Said(True, True, "yes"), closed_at=later(NOON, days=2))
    return matter


def rule(cast, kind, key, value):
    told = {"valid_from": date(2023, 1, 1), "value": value, "source": "测试用"}
    return Rule.objects.create(town=cast.town, kind=kind, key=key, **told)


def ask(cast, matter, who="roads", **more):
    return actions.ask(fresh(matter), **(WHY | more), seat=cast.seats[who], at=later(NOON, days=3))


def agreed(cast, matter):
    case = ask(cast, matter)
    decide(cast, Case.objects.select_related("matter__town").get(pk=case.pk), granted=True)
    while react_to_batch(later(NOON, days=4)):
        pass
    return Appeal.objects.select_related("matter__town", "result", "town").get()


def send(cast, appeal, at=None, words="附法院受理通知书"):
    ground = Rule.objects.filter(kind=rules.GROUND).first()
    seat = cast.seats["reviewer"]
    return actions.send(appeal, ground=ground, words=words, seat=seat, at=at or later(NOON, days=4))


def answer(cast, appeal, upheld=True):
    seat, at = cast.seats["dispatcher"], later(NOON, days=6)
    return actions.answer(appeal, upheld=upheld, words="同意剔除", seat=seat, at=at)


def drop(cast, appeal, words, who):
    return actions.drop(appeal, words=words, seat=cast.seats[who], at=NOON)


def test_from_the_unit_to_the_score_and_back(cast, judged):
    appeal = agreed(cast, judged)
    assert (appeal.state, appeal.period, appeal.due_on) == ("agreed", "2024-11", date(2024, 11, 23))
    change = queries.change_of(appeal.result)
    assert (change.now.solution, change.then.solution) == (Fraction(1, 2), 1)
    answer(cast, send(cast, appeal))
    result = Callback.objects.get(pk=appeal.result_id)
    assert (result.excluded, result.solved, result.counts) == ("已进入诉讼", False, True)
    assert names(judged)[-3:] == ["score_appeal_sent", "score_appeal_upheld", "result_left_out"]
    told = [(one.title, one.answered, one.upheld) for one in queries.success(cast.seats["reviewer"])]
    assert told == [("已进入诉讼", 1, 1)]
    assert not any("不计分" in fault.says for fault in verify(cast.town))


def test_what_is_rejected_counts_as_it_was_and_may_be_asked_again(cast, judged):
    appeal = agreed(cast, judged)
    answer(cast, send(cast, appeal), upheld=False)
    assert Callback.objects.get(pk=appeal.result_id).excluded == ""
    ask(cast, judged)


def test_what_the_town_refuses_goes_nowhere(cast, judged):
    case = ask(cast, judged)
    decide(cast, Case.objects.select_related("matter__town").get(pk=case.pk), granted=False)
    react_to_batch(later(NOON, days=4))
    assert not Appeal.objects.exists()


def test_agreed_to_twice_it_is_one(cast, judged):
    appeal = agreed(cast, judged)
    case = Case.objects.get(kind="score_appeal")
    assert actions.agree(case.pk, at=later(NOON, days=4)) == appeal == Appeal.objects.get()
    answer(cast, send(cast, appeal), upheld=False)
    assert actions.agree(case.pk, at=later(NOON, days=7)) == appeal == Appeal.objects.get()


def test_after_its_time_it_is_not_sent(cast, judged):
    appeal = agreed(cast, judged)
    with pytest.raises(Refused, match="2024-11-23 以前报送"):
        send(cast, appeal, at=later(NOON, days=19))
    assert send(cast, appeal, at=later(NOON, days=18)).state == "sent"


@pytest.mark.parametrize(
    ("act", "error", "says"),
    [
        (lambda cast, appeal: send(cast, appeal, words=""), Refused, "事实和证据"),
        (lambda cast, appeal: answer(cast, appeal), StaleMove, "刚刚被别人处理过"),
        (lambda cast, appeal: drop(cast, appeal, "", "reviewer"), Refused, "为什么不报送"),
        (lambda cast, appeal: drop(cast, appeal, "不报了", "roads"), NotAllowed, ""),
    ],
)
def test_what_does_not_fit_changes_nothing(cast, judged, act, error, says):
    appeal = agreed(cast, judged)
    with pytest.raises(error, match=says):
        act(cast, appeal)
    assert Appeal.objects.get().state == "agreed"


def test_without_a_counted_result_or_a_basis_nobody_appeals(cast, judged, sent):
    with pytest.raises(Refused, match="没有可以申诉的"):
        ask(cast, in_hand(cast, sent()))
    with pytest.raises(Refused, match="写明依据"):
        ask(cast, judged, basis=" ")
    with pytest.raises(NotAllowed):
        ask(cast, judged, who="water")


def test_a_result_left_out_by_hand_is_found(cast, judged):
    Callback.objects.filter(matter=judged).update(excluded="领导说不算")
    assert any("不计分" in fault.says for fault in verify(cast.town))


def test_the_pages_lead_from_the_matter_to_the_answer(cast, judged):
    unit, centre = cast.client("roads"), cast.client("reviewer")
    assert (
        f"/appeals/matters/{judged.number}"
        in unit.get(reverse("handling:matter", args=[judged.number])).content.decode()
    )
    assert "成立了会改变什么" in unit.get(f"/appeals/matters/{judged.number}").content.decode()
    appeal = agreed(cast, judged)
    assert judged.number in centre.get("/appeals/?tab=agreed").content.decode()
    page = centre.get(f"/appeals/{appeal.pk}").content.decode()
    assert "已进入诉讼（条例第11条）" in page and "50.0%" in page and "100.0%" in page
    ground = Rule.objects.get(kind=rules.GROUND)
    centre.post(f"/appeals/{appeal.pk}/send", {"ground": ground.pk, "words": "附法院受理通知书"})
    centre.post(f"/appeals/{appeal.pk}/answer", {"upheld": "yes", "words": "同意剔除"})
    assert Appeal.objects.get().state == "upheld"
    assert "1（100%）" in centre.get("/appeals/?tab=upheld").content.decode()


def test_the_pack_holds_all_that_bears_it_out_and_no_phone(cast, judged):
    appeal = agreed(cast, judged)
    got = cast.client("reviewer").get(f"/appeals/{appeal.pk}/pack.zip")
    with ZipFile(BytesIO(b"".join(got.streaming_content))) as pack:
        held = {name: pack.read(name).decode("utf-8-sig") for name in pack.namelist()}
    assert not any(name.startswith("5-") for name in held)
    assert {"1-申诉.txt", "2-原话.txt", "3-经过.csv", "4-联系记录.csv"} <= held.keys()
    assert "当事双方已经起诉" in held["1-申诉.txt"] and "考核申诉" in held["3-经过.csv"]
    assert len(held["4-联系记录.csv"].splitlines()) > 1


def test_one_left_out_leaves_the_counts_of_the_others():
    tally = Tally(3, 2, 1, {"yes": 1, "no": 2}, 0, 0, 3, 2)
    less = rules.without(tally, rules.Result(False, None, "no"))
    assert (less.valid, less.contacted, less.solved, less.satisfied) == (2, 2, 1, {"yes": 1, "no": 1})
    assert (less.excluded, less.contact_base, less.solution_base) == (1, 2, 2)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (rules.wrong_ground("x", {"title": "甲"}), "article"),
        (rules.wrong_ground("x", {"title": "甲" * 61, "article": "乙"}), "60 字"),
        (rules.wrong_ground("x", {"title": "甲", "article": "乙"}), ""),
        (rules.wrong_limit("town", {"days": True}), "days"),
        (rules.wrong_limit("town", {"days": 0}), ""),
    ],
)
def test_wrong_rows_are_told_when_the_town_is_checked(wrong, says):
    assert says in wrong and bool(says) == bool(wrong)


def test_what_is_upheld_of_a_result_that_was_replaced_is_told_and_leaves_the_newer_one(cast, judged):
    appeal = send(cast, agreed(cast, judged))
    bring_home(judged, said=Said(True, True, "yes"), closed_at=later(NOON, days=5))
    assert answer(cast, Appeal.objects.select_related("matter__town", "result").get(pk=appeal.pk)).state == "upheld"
    assert set(Callback.objects.filter(matter=judged).values_list("excluded", flat=True)) == {""}
    assert cast.client("reviewer").get(f"/appeals/{appeal.pk}").status_code == 200


def test_while_one_is_under_way_no_other_is_asked_for(cast, judged):
    agreed(cast, judged)
    with pytest.raises(Refused, match="正在办"):
        ask(cast, judged)


def test_the_pack_holds_the_files_that_were_ticked(cast, judged):
    appeal = agreed(cast, judged)
    for title in ("通知书", "别人的来信"):
        kernel.attach(
            fresh(judged),
            Upload(f"{title}.pdf", "application/pdf", "pdf", title.encode()),
            actor=kernel.WORKER,
            at=NOON,
        )
    first = judged.attachments.order_by("pk").first()
    got = cast.client("reviewer").get(f"/appeals/{appeal.pk}/pack.zip?file={first.pk}&file=x")
    with ZipFile(BytesIO(b"".join(got.streaming_content))) as pack:
        files = [name for name in pack.namelist() if name.startswith("5-")]
        assert [pack.read(name).decode() for name in files] == ["通知书"]
