"""The pages of a ledger as its people use them: a form, a sheet, its template, many at once; the farmland figures."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from cast import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from entries import MAIZE, PARCEL, TASK, WHEAT, enter, mu, review, sign, signed
from openpyxl import load_workbook

from xiangyue.house import moment
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Rule
from xiangyue.ledgers.book import queries
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.template import MARK, template
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS
from xiangyue.ledgers.farmland.figures import AREA, SOWN
from xiangyue.ledgers.farmland.figures import TASK as TASK_AREA
from xiangyue.ledgers.farmland.models import Parcel

LIST = "/farmland/parcels/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def test_from_the_village_to_the_counted_figure(cast):
    """Entered in the village on a form, reviewed and signed from the list, counted; the page tells who did what."""
    village, office, town = (cast.client(who) for who in ("village", "water", "statistician"))
    assert "填一条" in village.get(LIST).content.decode()
    assert village.post(LIST + "put", PARCEL).status_code == 302
    entry = Parcel.objects.get()
    assert "审核通过" in office.get(f"{LIST}{entry.pk}").content.decode()
    office.post(LIST + "together", {"what": "review", "row": [entry.pk]})
    town.post(f"{LIST}{entry.pk}/sign", {"why": ""})
    entry.refresh_from_db()
    assert entry.counted
    page = village.get(f"{LIST}{entry.pk}").content.decode()
    assert all(who in page for who in ("赵支书", "王水务", "褚统计", "已计入"))
    assert mu(AREA.count(cast.town, Span.of("2024"))) == entry.area_mu


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"area_mu": "8公顷"}, "请换算成亩"),
        ({"area_mu": "一百二"}, "不是数字"),
        ({"area_mu": "1.234"}, "最多 2 位小数"),
        ({"area_mu": "-3"}, "0.01 到"),
        ({"area_mu": ""}, "没有填"),
        ({"village": "没有村"}, "本镇没有"),
        ({"kind": "林地"}, "地类请填"),
        ({"surveyed_on": "去年"}, "读不出来"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_goes_in(cast, typed, says):
    answer = cast.client("village").post(LIST + "put", PARCEL | typed, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and says in answer.json()["says"]
    assert not Parcel.objects.exists()


def sheet(titles, *rows):
    return "\n".join(",".join(cells) for cells in (titles, *rows)).encode()


TITLES = [column.title for column in PARCELS.columns.rows]
ROW = list(PARCEL.values())


def bring(cast, data, name="地块.csv", who="village", **more):
    told = {"sheet": SimpleUploadedFile(name, data), **more}
    return cast.client(who).post(LIST + "bring", told, headers={"Accept": "application/json"})


def test_a_sheet_goes_in_bad_rows_come_back_and_twice_changes_nothing(cast):
    other = ["XW-001", "小务村", *ROW[2:]]
    data = sheet(TITLES, ROW, ["DY-002", *ROW[1:4], "8公顷", *ROW[5:]], other, ROW)
    assert bring(cast, data).status_code == 200
    brought = Sheet.objects.get()
    assert (brought.new, brought.changed, brought.same) == (1, 0, 0)
    assert [row[-1] for row in brought.bad] == [
        "“面积”按亩填，这里写的是公顷（1 公顷 = 15 亩）。请换算成亩再填，系统不替您换算。",
        "同一张表里“DY-001”出现了两次。",
        "村里只能填本村的。",
    ]
    bring(cast, data)
    assert Sheet.objects.order_by("pk").last().same == 1 and Parcel.objects.count() == 1
    back = cast.client("village").get(f"/farmland/parcels/sheets/{brought.pk}/rejects")
    assert "请换算成亩" in back.content.decode("utf-8-sig")
    assert cast.client("water").get(f"/farmland/parcels/sheets/{brought.pk}/rejects").status_code == 404


def test_a_column_of_another_unit_is_told_before_any_row(cast):
    answer = bring(cast, sheet(["面积（公顷）" if one == "面积（亩）" else one for one in TITLES], ROW))
    assert answer.status_code == 422 and "系统不替您换算" in answer.json()["says"]
    assert not Sheet.objects.exists()


def test_what_is_signed_changes_by_a_sheet_only_with_a_reason(cast):
    signed(cast, PARCELS)
    changed = sheet(TITLES, [*ROW[:4], "130", *ROW[5:]])
    bring(cast, changed)
    assert "请写明更正原因" in Sheet.objects.get().bad[0][-1]
    bring(cast, changed, why="复测")
    assert Sheet.objects.order_by("pk").last().changed == 1


def test_the_template_offers_what_may_be_chosen_and_an_old_one_is_told(cast):
    answer = cast.client("village").get(LIST + "template.xlsx")
    book = load_workbook(BytesIO(answer.content))
    told = book.active
    assert [cell.value for cell in told[2]] == TITLES and told.row_dimensions[1].hidden
    assert "永久基本农田" in told.data_validations.dataValidation[0].formula1
    told.append(ROW)
    for mark, state in ((told["B1"].value, 200), ("0000", 422)):
        told["B1"] = mark
        held = BytesIO()
        book.save(held)
        assert bring(cast, held.getvalue(), "地块.xlsx").status_code == state
    assert Parcel.objects.count() == 1 and told["A1"].value == MARK
    assert template(PARCELS.columns)[:2] == b"PK"


def test_a_doubt_is_not_signed_in_passing(cast):
    signed(cast, PARCELS)
    entry, _how = enter(cast, SOWING, season="其他", crop="蔬菜", sown_on="2024-04-01")
    review(cast, SOWING, entry)
    page = cast.client("statistician").post(
        "/farmland/sowing/together", {"what": "sign", "row": [entry.pk]}, follow=True
    )
    assert "要签发请写明理由" in page.content.decode()
    entry.refresh_from_db()
    assert not entry.counted


def test_wheat_then_maize_on_one_mu_is_two_and_what_is_not_signed_is_none(cast):
    signed(cast, PARCELS)
    signed(cast, SOWING, **WHEAT)
    entry, _how = enter(cast, SOWING, **MAIZE)
    year = Span.of("2024")
    assert mu(SOWN.count(cast.town, year)) == 100
    review(cast, SOWING, entry)
    sign(cast, SOWING, entry)
    assert mu(SOWN.count(cast.town, year)) == 200
    assert mu(SOWN.count(cast.town, year, season="秋粮")) == 100
    for span, village in ((year, "小务村"), (Span.of("2023"), "")):
        with pytest.raises(Refused, match="不能当作 0"):
            SOWN.count(cast.town, span, village=village)
    with pytest.raises(Refused, match="不是一年"):
        SOWN.count(cast.town, Span.of("2024-06"))


def test_out_of_its_season_it_comes_back_by_the_rule_of_that_day(cast):
    value = {"from": "09-15", "to": "11-15", "year_before": True}
    Rule.objects.create(
        town=cast.town, kind="sowing", key="夏粮", valid_from=date(2020, 1, 1), value=value, source="测试用"
    )
    signed(cast, PARCELS)
    with pytest.raises(Refused, match="播种期是 2023-09-15 到 2023-11-15"):
        enter(cast, SOWING, sown_on="2024-10-05")
    assert enter(cast, SOWING)[1] == "new"


def test_the_villages_tasks_are_the_towns(cast):
    signed(cast, TASKS, who="water2" if "water2" in cast.seats else "roads", **TASK)
    for village, area, doubts in (("大羊村", "100", 1), ("小务村", "50", 0)):
        entry, _how = enter(cast, TASKS, who="roads", village=village, area_mu=area)
        assert len(entry.doubts) == doubts
    assert mu(TASK_AREA.count(cast.town, Span.of("2024"))) == 150


def test_what_is_owed_is_said_and_nothing_is_filled_in(cast):
    Rule.objects.create(
        town=cast.town,
        kind="ledger",
        key="parcels",
        valid_from=date(2024, 1, 1),
        value={"unit": "roads", "every": "month", "within_days": 5},
        source="测试用",
    )
    told = queries.Owed(date(2024, 10, 1), date(2024, 11, 1), date(2024, 11, 6), "roads")
    assert queries.owed(PARCELS, cast.town, NOON) == told
    assert "系统不替任何人估数" in cast.client("statistician").get(LIST).content.decode()
    enter(cast, PARCELS, who="roads", surveyed_on="2024-10-09")
    assert queries.owed(PARCELS, cast.town, NOON) is None


def test_a_list_costs_the_same_however_long_it_is(cast, django_assert_max_num_queries):
    client = cast.client("statistician")
    for number in range(12):
        enter(cast, PARCELS, code=f"DY-{number:03}")
    client.get(LIST)
    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_a_form_offers_the_villages_and_the_fields_that_one_may_name(cast):
    signed(cast, PARCELS)
    enter(cast, PARCELS, code="DY-009")
    whole = cast.client("roads").get("/farmland/parcels/new").content.decode()
    assert '<option value="大羊村">' in whole and '<option value="小务村">' in whole
    village = cast.client("village")
    assert '<option value="小务村">' not in village.get("/farmland/parcels/new").content.decode()
    offered = village.get("/farmland/sowing/new").content.decode()
    assert '<option value="DY-001">' in offered and "DY-009" not in offered


def test_the_form_is_kept_for_places_without_a_signal_and_holds_nothing_of_anybody(cast):
    page = cast.client("village").get("/farmland/parcels/new")
    assert page["X-Offline"] == "keep" and "data-draft" in page.content.decode()
    assert "赵支书" not in cast.client("village").get("/farmland/sowing/new").content.decode().split("<main", 1)[1]
