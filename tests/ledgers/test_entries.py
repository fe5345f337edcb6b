"""填报、审核、签发: three persons, and what is signed is counted until a change of it is signed too."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from entries import enter, review, sign, signed

from xiangyue.kernel.actions.seal import seal_day
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Rule, Seat
from xiangyue.kernel.verification import verify
from xiangyue.ledgers.book import actions, queries
from xiangyue.ledgers.book.actions.enter import latest
from xiangyue.ledgers.book.columns import Wrong
from xiangyue.ledgers.book.models import Line, Lock
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS
from xiangyue.ledgers.farmland.models import Parcel, Sowing


def whats(entry):
    return [line.what for line in queries.lines_of(PARCELS, entry)][::-1]


def test_one_enters_another_reviews_a_third_signs_and_only_then_it_counts(cast):
    entry, how = enter(cast, PARCELS)
    assert (how, entry.state, entry.counted, entry.village) == ("new", "entered", False, cast.places["dayang"])
    review(cast, PARCELS, entry)
    assert not Parcel.objects.filter(counted=True).exists()
    sign(cast, PARCELS, entry)
    entry.refresh_from_db()
    assert (entry.state, entry.counted, entry.signed_by) == ("signed", True, cast.seats["statistician"])
    assert whats(entry) == ["entered", "reviewed", "signed"]


def test_one_person_with_two_seats_does_one_part_alone(cast):
    entry, _how = enter(cast, PARCELS)
    twin = Seat.objects.create(
        town=cast.town,
        user=cast.seats["village"].user,
        unit=cast.units["roads"],
        role="handler",
        holder="赵支书",
        since=cast.seats["village"].since,
    )
    with pytest.raises(NotAllowed, match="不同的人"):
        actions.review(entry, ledger=PARCELS, seat=twin, at=NOON)
    review(cast, PARCELS, entry, who="water")
    signer = Seat.objects.create(
        town=cast.town,
        user=cast.seats["water"].user,
        unit=cast.units["centre"],
        role="statistician",
        holder="王水务",
        since=cast.seats["water"].since,
    )
    with pytest.raises(NotAllowed, match="不同的人"):
        actions.sign(entry, ledger=PARCELS, seat=signer, at=NOON)


def test_leaders_have_no_deed_that_edits(cast):
    with pytest.raises(NotAllowed, match="不能填报"):
        enter(cast, PARCELS, who="secretary")
    entry = signed(cast, PARCELS)
    with pytest.raises(NotAllowed, match="不能填报"):
        actions.withdraw(entry, ledger=PARCELS, why="改一改", seat=cast.seats["secretary"], at=NOON)


def test_a_village_enters_and_sees_its_own(cast):
    with pytest.raises(NotAllowed, match="本村"):
        enter(cast, PARCELS, village="小务村")
    entry = signed(cast, PARCELS, who="roads", village="小务村")
    assert list(queries.entries(PARCELS, cast.seats["village"])) == []
    assert list(queries.entries(PARCELS, cast.seats["statistician"])) == [entry]


def test_a_village_takes_no_field_of_another_by_its_code(cast):
    signed(cast, PARCELS, who="roads", village="小务村")
    with pytest.raises(NotAllowed, match="本村"):
        enter(cast, PARCELS, why="改到本村")


def test_a_village_by_its_code_and_a_number_in_any_writing_are_the_same_entry(cast):
    code = cast.places["dayang"].code
    entry, _how = enter(cast, TASKS, who="roads", village=code, year="2024.0", area_mu="1.5E2")
    assert (entry.key, latest(TASKS, entry)["village"]) == ("2024 大羊村", "大羊村")
    assert enter(cast, TASKS, who="roads", village="大羊村", area_mu="150.00")[1] == "same"
    assert list(verify(cast.town)) == []


def test_what_no_field_of_the_database_holds_is_refused_in_words(cast):
    with pytest.raises(Wrong, match="要在 0.01 到 10000000 亩之间"):
        enter(cast, PARCELS, area_mu="999999999")


def test_an_office_enters_what_it_keeps_by_the_rule_of_that_day(cast):
    Rule.objects.create(
        town=cast.town,
        kind="ledger",
        key="parcels",
        valid_from=date(2024, 1, 1),
        value={"unit": "roads"},
        source="测试用",
    )
    assert enter(cast, PARCELS, who="roads")[1] == "new"
    with pytest.raises(NotAllowed, match="不由水务所填报"):
        enter(cast, PARCELS, who="water", code="DY-002")


def test_what_is_signed_stays_counted_until_the_change_is_signed(cast):
    entry = signed(cast, PARCELS)
    with pytest.raises(Refused, match="更正原因"):
        enter(cast, PARCELS, area_mu="121")
    assert enter(cast, PARCELS)[1] == "same"
    entry, how = enter(cast, PARCELS, area_mu="121", why="复测")
    assert (how, entry.state, entry.counted, str(entry.area_mu)) == ("changed", "entered", True, "120.50")
    review(cast, PARCELS, entry)
    sign(cast, PARCELS, entry)
    entry.refresh_from_db()
    assert (str(entry.area_mu), entry.draft, entry.state) == ("121.00", None, "signed")
    assert queries.lines_of(PARCELS, entry)[2].why == "复测"


def test_withdrawn_is_a_revision_that_is_signed_too(cast):
    entry = signed(cast, PARCELS)
    with pytest.raises(Refused, match="原因"):
        actions.withdraw(entry, ledger=PARCELS, why=" ", seat=cast.seats["village"], at=NOON)
    actions.withdraw(entry, ledger=PARCELS, why="重复登记", seat=cast.seats["village"], at=NOON)
    assert entry.counted
    review(cast, PARCELS, entry)
    sign(cast, PARCELS, entry)
    entry.refresh_from_db()
    assert (entry.state, entry.counted) == ("withdrawn", False)
    assert enter(cast, PARCELS, why="又种上了")[0].state == "entered"


def test_given_back_with_what_to_change_and_put_right_without_a_reason(cast):
    entry, _how = enter(cast, PARCELS)
    with pytest.raises(Refused, match="要改什么"):
        actions.send_back(entry, ledger=PARCELS, why="", seat=cast.seats["water"], at=NOON)
    actions.send_back(entry, ledger=PARCELS, why="面积请核对", seat=cast.seats["water"], at=NOON)
    assert enter(cast, PARCELS, area_mu="119")[0].state == "entered"
    assert whats(entry) == ["entered", "returned", "revised"]


def test_of_two_reviewers_one_is_told_that_it_is_done(cast):
    entry, _how = enter(cast, PARCELS)
    other = Parcel.objects.get(pk=entry.pk)
    review(cast, PARCELS, entry, who="water")
    with pytest.raises(StaleMove, match="待签发"):
        review(cast, PARCELS, other, who="roads")


def test_a_doubt_is_signed_with_a_reason_and_an_error_cannot_be(cast):
    signed(cast, PARCELS)
    entry, _how = enter(cast, SOWING, season="其他", crop="蔬菜", sown_on="2024-04-01")
    review(cast, SOWING, entry)
    with pytest.raises(Refused, match="永久基本农田上种了蔬菜"):
        sign(cast, SOWING, entry)
    assert sign(cast, SOWING, entry, why="轮作，秋季种麦").counted
    with pytest.raises(Refused, match="大于地块"):
        enter(cast, SOWING, area_mu="120.51")


def test_what_speaks_against_it_since_is_found_when_it_is_signed(cast):
    parcel = signed(cast, PARCELS)
    entry, _how = enter(cast, SOWING, area_mu="120")
    review(cast, SOWING, entry)
    enter(cast, PARCELS, area_mu="90", why="复测")
    parcel.refresh_from_db()
    review(cast, PARCELS, parcel)
    sign(cast, PARCELS, parcel)
    with pytest.raises(Refused, match="请退回重填"):
        sign(cast, SOWING, entry)


def lock(cast, first=date(2024, 1, 1), following=date(2025, 1, 1)):
    return actions.lock(
        cast.town, ledger=PARCELS, first=first, following=following, seat=cast.seats["statistician"], at=NOON
    )


def test_a_locked_period_opens_with_a_reason_that_everybody_sees(cast):
    entry, _how = enter(cast, PARCELS)
    with pytest.raises(Refused, match="1 条没有签发"):
        lock(cast)
    review(cast, PARCELS, entry)
    sign(cast, PARCELS, entry)
    held = lock(cast)
    with pytest.raises(Refused, match="一部分已经锁定"):
        lock(cast, following=date(2024, 6, 1))
    for told in ({"code": "DY-002"}, {"area_mu": "1", "why": "复测"}):
        with pytest.raises(Refused, match="已锁定"):
            enter(cast, PARCELS, **told)
    assert enter(cast, PARCELS, code="DY-003", surveyed_on="2025-01-01")[1] == "new"
    with pytest.raises(Refused, match="原因"):
        actions.open_again(held, ledger=PARCELS, why="", seat=cast.seats["statistician"], at=NOON)
    again = Lock.objects.select_related("town").get(pk=held.pk)
    actions.open_again(held, ledger=PARCELS, why="漏了一块", seat=cast.seats["statistician"], at=NOON)
    with pytest.raises(StaleMove):
        actions.open_again(again, ledger=PARCELS, why="漏了", seat=cast.seats["statistician"], at=NOON)
    assert enter(cast, PARCELS, code="DY-002")[1] == "new"
    assert "漏了一块" in cast.client("village").get("/farmland/parcels/periods").content.decode()


def faults(cast):
    return [fault.says for fault in verify(cast.town)]


@pytest.fixture
def kept(cast):
    """One signed, one changed since, one withdrawn, one locked and opened; sealed."""
    signed(cast, PARCELS)
    signed(cast, SOWING)
    enter(cast, PARCELS, area_mu="121", why="复测")
    entry, _how = enter(cast, PARCELS, code="DY-002")
    actions.withdraw(entry, ledger=PARCELS, why="重复", seat=cast.seats["village"], at=NOON)
    held = lock(cast, date(2022, 1, 1), date(2023, 1, 1))
    actions.open_again(held, ledger=PARCELS, why="试一试", seat=cast.seats["statistician"], at=NOON)
    seal_day(cast.town, date(2024, 11, 5), at=later(NOON, days=1))
    assert faults(cast) == []
    return cast


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: Parcel.objects.filter(code="DY-001").update(area_mu="500"), "“DY-001”的数据与留痕不符"),
        (lambda: Parcel.objects.filter(code="DY-001").update(draft={"area_mu": "500"}), "状态与留痕不符"),
        (lambda: Parcel.objects.filter(code="DY-002").update(state="signed", counted=True), "状态与留痕不符"),
        (lambda: Sowing.objects.update(signed_by=Seat.objects.get(role="secretary")), "签发人与留痕不符"),
        (lambda: Sowing.objects.all().delete(), "条目不见了"),
        (lambda: Line.objects.filter(ledger="sowing").delete(), "播种台账"),
        (lambda: Line.objects.filter(what="signed").update(why="别的理由"), "内容或理由被改过"),
        (lambda: Line.objects.filter(what="signed").update(seat=Seat.objects.get(role="secretary")), "与写入时不一致"),
        (lambda: Line.objects.filter(ledger="parcels").order_by("-seq").first().delete(), "以后的留痕不见了"),
        (lambda: Lock.objects.update(opened_at=None), "锁定和解锁的时段与留痕不符"),
    ],
)
def test_verify_finds_what_was_changed_behind_the_deeds(kept, change, says):
    change()
    assert any(says in told for told in faults(kept)), faults(kept)
