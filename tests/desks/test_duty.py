"""值班表: kept by hand or from a sheet, nobody's phone in the open, urgent matters rung, gaps told before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from cast import NOON
from hands import local, react

from xiangyue.desks.duty import actions, queries
from xiangyue.desks.duty.columns import import_sheet
from xiangyue.desks.duty.models import Duty
from xiangyue.desks.duty.rules import is_worked, span_of, to_cover, uncovered, wrong_duty
from xiangyue.desks.notices.bell import rings_of
from xiangyue.house import moment
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Rule
from xiangyue.kernel.timekeeping import ZONE, TownTime

NIGHT = local("11-05 22:00")
HEAD = "日期,从,到,单位,值班人,电话,备注"


def shift(cast, unit="centre", who="周调度", day=date(2024, 11, 5), by="dispatcher", phone="", **more):
    told = {"begins": time(18), "ends": time(9)} | more
    asked = actions.Shift(day, told["begins"], told["ends"], who, phone, told.get("note", ""))
    return actions.keep_duty(cast.units[unit], asked, seat=cast.seats[by], at=NOON)


def sheet(cast, *rows, by="dispatcher"):
    data = "\n".join([HEAD, *rows]).encode()
    return import_sheet(data, filename="十一月.csv", seat=cast.seats[by], at=NOON)


def test_a_night_is_of_two_days_and_the_seat_is_found_by_name(cast):
    assert shift(cast) == "new" and shift(cast) == "same"
    duty = Duty.objects.get()
    assert (duty.from_at, duty.until_at) == (local("11-05 18:00"), local("11-06 09:00"))
    assert duty.seat == cast.seats["dispatcher"]
    assert [one.holder for one in queries.on_duty(cast.town, NIGHT)] == ["周调度"]
    assert queries.on_duty(cast.town, local("11-06 09:00")) == []


def test_somebody_without_a_seat_has_a_phone_and_a_unit_keeps_its_own_alone(cast):
    with pytest.raises(Refused, match="写上电话"):
        shift(cast, who="临时工")
    with pytest.raises(Refused, match="电话号码看起来不对"):
        shift(cast, who="临时工", phone="123")
    assert shift(cast, who="临时工", phone="199 0000 1234") == "new"
    with pytest.raises(NotAllowed, match="只能排本单位的值班"):
        shift(cast, unit="centre", by="water")
    assert shift(cast, unit="water", who="王水务", by="water") == "new"


def test_the_phone_lies_sealed_and_is_told_in_full_only_while_the_duty_lasts(cast):
    shift(cast, phone="19900001234")
    assert "19900001234" not in str(list(Duty.objects.values()))
    before, while_it_lasts = (
        queries.shown(list(Duty.objects.select_related("unit")), cast.seats["water"], at)[0] for at in (NOON, NIGHT)
    )
    assert (before.phone, before.may_call) == ("199****1234", False)
    assert (while_it_lasts.phone, while_it_lasts.may_call) == ("19900001234", True)


def test_a_sheet_goes_in_once_and_what_is_wrong_comes_back_with_its_reason(cast):
    rows = (
        "2024-11-05,18:00,09:00,市民诉求处置中心,周调度,19900001234,",
        "2024-11-06,,,heat,孙供热,,全天",
        "2024-11-07,18:00,09:00,没有这个单位,张三,19900001235,",
        "2024-11-08,晚上,09:00,水务所,王水务,19900001236,",
    )
    first = sheet(cast, *rows)
    assert (first.new, first.changed, first.same, len(first.bad)) == (2, 0, 0, 2)
    assert {row[-1][:5] for row in first.bad} == {"单位名册里", "“从”读不"}
    assert "19900001235" not in str(first.bad) and "199****1235" in str(first.bad)
    again = sheet(cast, *rows)
    assert (again.new, again.changed, again.same, len(again.bad)) == (0, 0, 2, 2)
    changed = sheet(cast, "2024-11-05,18:00,09:00,市民诉求处置中心,周调度,19900009999,")
    assert (changed.changed, Duty.objects.count()) == (1, 2)
    heat = Duty.objects.get(holder="孙供热")
    assert (heat.from_at, heat.until_at) == (local("11-06 00:00"), local("11-07 00:00"))
    told = [event.name for event in house_of(cast.town, at=NOON).events.order_by("seq")]
    assert told.count("duty_set") == 2  # the second sheet changed nothing and is told of nowhere


def test_taken_off_it_stays_with_its_reason_and_the_past_stays_as_it_was(cast):
    shift(cast)
    duty = Duty.objects.select_related("unit").get()
    with pytest.raises(Refused, match="写明原因"):
        actions.drop_duty(duty, reason="", seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(Refused, match="已经值完"):
        actions.drop_duty(duty, reason="换班", seat=cast.seats["dispatcher"], at=local("11-06 10:00"))
    actions.drop_duty(duty, reason="换班", seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(StaleMove):
        actions.drop_duty(duty, reason="换班", seat=cast.seats["dispatcher"], at=NOON)
    assert queries.on_duty(cast.town, NIGHT) == [] and Duty.objects.get().why_dropped == "换班"
    assert shift(cast) == "new"


@pytest.mark.parametrize(
    ("at", "words", "rings"),
    [
        (NIGHT, "村口路面塌陷，很危险。", True),
        (NIGHT, "村口路面有个坑。", False),
        (NOON, "村口路面塌陷，很危险。", False),
    ],
)
def test_what_is_urgent_at_night_rings_whoever_is_on_duty(cast, at, words, rings):
    shift(cast)
    shift(cast, who="郑回访", begins=time(0), ends=time(0), day=date(2024, 11, 9))  # on another day
    cast.say("路面塌陷" if "塌陷" in words else "路面有坑", words, at=at)
    react(at)
    heard = [one.event.name for one in rings_of(cast.seats["dispatcher"]) if one.seat_id]
    assert heard == (["received"] if rings else [])
    assert not [one for one in rings_of(cast.seats["caller"]) if one.seat_id]


def test_a_night_that_nobody_has_is_told_days_before(cast):
    Rule.objects.create(
        town=cast.town,
        kind="duty",
        key="town",
        valid_from=date(2024, 1, 1),
        value={"units": ["centre", "heat"], "days_ahead": 2},
        source="测试用",
    )
    shift(cast)
    shift(cast, unit="heat", who="孙供热", begins=time(0), ends=time(0))
    told = [(one.unit.code, one.from_at, one.until_at) for one in queries.gaps(cast.town, NOON)]
    assert told == [
        ("centre", local("11-06 18:00"), local("11-07 00:00")),
        ("heat", local("11-06 00:00"), local("11-07 00:00")),
    ]


def test_what_has_to_be_covered_is_what_the_office_does_not_work(cast):
    office = TownTime(cast.town).office("town", date(2024, 11, 8))
    friday = date(2024, 11, 8)
    assert to_cover(office, friday, 3) == [
        (local("11-08 00:00"), local("11-08 09:00")),
        (local("11-08 18:00"), local("11-11 00:00")),
    ]
    assert is_worked(office, local("11-08 12:30")) and not is_worked(office, local("11-09 10:00"))
    whole = [(local("11-08 18:00"), local("11-09 09:00"))]
    assert uncovered(whole, [(local("11-08 20:00"), local("11-08 21:00"))]) == [
        (local("11-08 18:00"), local("11-08 20:00")),
        (local("11-08 21:00"), local("11-09 09:00")),
    ]
    assert uncovered(whole, whole) == []
    assert span_of(friday, time(0), time(0), ZONE)[1] == local("11-09 00:00")


def test_the_month_page_the_day_and_their_posts(cast, monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    clerk = cast.client("dispatcher")
    fields = {"unit": cast.units["centre"].pk, "day": "2024-11-05", "from": "18:00", "until": "09:00"}
    clerk.post("/duty/keep", fields | {"holder": "周调度", "phone": "19900001234"})
    page = clerk.get("/duty/").content.decode()
    assert "199****1234" in page and "现在没有人当班" in page and "tel:" not in page
    at["now"] = datetime(2024, 11, 5, 15, 0, tzinfo=UTC)
    assert "tel:19900001234" in cast.client("water").get("/duty/").content.decode()
    clerk = cast.client("dispatcher")
    assert "tel:19900001234" in clerk.get("/").content.decode()
    assert "这个月还没有排班" in clerk.get("/duty/?month=2024-12").content.decode()
    clerk.post("/duty/sheet", {"pasted": f"{HEAD}\n2024-11-06,18:00,09:00,不存在,张三,19900001235,"})
    assert "下载退回的行" in clerk.get("/duty/").content.decode()
    assert cast.client("auditor").get("/duty/").status_code == 403


def test_a_row_of_the_town_folder_is_checked():
    assert wrong_duty("town", {"units": ["centre"], "days_ahead": 5}) == ""
    assert wrong_duty("town", {"units": [], "days_ahead": 5}) and wrong_duty("town", {"units": ["a"], "days_ahead": 0})
