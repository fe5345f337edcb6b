"""The register of firms: added, kept, confirmed, given a steward, brought by sheet, handed out and brought back."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later, make_town
from django.core.files.uploadedfile import SimpleUploadedFile
from doors.enterprise_people import CODE, FIRM, code_for, with_stewards
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_help import cells_of

from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Party, Seat
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.sheets import BYTES_MAX, export
from xiangyue.ledgers.firms.actions import FirmFacts, find_or_add, keep_firm, set_steward
from xiangyue.ledgers.firms.columns import COLUMNS, import_sheet
from xiangyue.ledgers.firms.models import Firm
from xiangyue.ledgers.firms.queries import firms_of
from xiangyue.ledgers.firms.rules import NAME_MAX, tidy_code

CODES = [CODE, code_for("91110112MA02ABCD5"), code_for("92110112MA03ABCD5")]
JSON = {"accept": "application/json"}
TITLES = ",".join(COLUMNS.titles())
COLUMN_NAMES = [column.name for column in COLUMNS.rows]


@pytest.fixture
def town(cast):
    return with_stewards(cast)


def keep(town, title=FIRM, code=CODE, **more):
    return keep_firm(town.town, FirmFacts(title, code, **more), seat=town.seats["steward"], at=NOON)


def as_kept():
    return sorted(Firm.objects.values_list(*COLUMN_NAMES))


# One firm


def test_a_name_that_was_only_typed_waits_to_be_confirmed_by_the_steward(town):
    firm = find_or_add(town.town, f" {FIRM} ", f"{CODE[:9]} {CODE[9:].lower()}", at=NOON)
    assert (firm.title, firm.code, firm.is_confirmed) == (FIRM, CODE, False)
    kept, what = keep(town)
    assert (kept, what, kept.is_confirmed) == (firm, "changed", True)
    assert keep(town)[1] == "same"


def test_a_typed_name_changes_nothing_of_a_firm_that_is_known(town):
    kept, _new = keep(town)
    assert find_or_add(town.town, "冒名公司", CODE, at=NOON) == kept
    assert Firm.objects.get().title == FIRM and Party.objects.filter(kind="firm").count() == 1


def test_without_a_code_it_is_the_same_by_its_name_and_with_one_it_is_another(town):
    first = find_or_add(town.town, "筹备中的早餐店", "", at=NOON)
    assert find_or_add(town.town, "筹备中的早餐店", "", at=NOON) == first
    assert find_or_add(town.town, "筹备中的早餐店", CODE, at=NOON) != first


def test_a_new_name_goes_to_the_party_too(town):
    firm, _new = keep(town)
    keep(town, "北京禾光新材料有限公司")
    assert Party.objects.get(pk=firm.party_id).title == "北京禾光新材料有限公司"


def test_what_is_left_empty_stays_as_it_was(town):
    keep(town, sector="包装", size="小型", registered_in_town=True, operating_in_town=False, landed_on=date(2024, 3, 1))
    assert keep(town)[1] == "same"
    assert keep(town, sector="印刷")[1] == "changed"
    assert as_kept() == [(FIRM, CODE, "印刷", "小型", True, False, date(2024, 3, 1))]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"title": ""}, "请写企业名称"),
        ({"title": "禾"}, "请写企业名称"),
        ({"title": "禾" * (NAME_MAX + 1)}, "80 字以内"),
        ({"code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "统一社会信用代码不对"),
        ({"code": "²" * 18}, "统一社会信用代码不对"),
        ({"size": "巨大"}, "规模请填：大型、中型、小型、微型"),
    ],
)
def test_what_cannot_stand_in_the_register_is_refused(town, told, says):
    facts = {"title": FIRM, "code": CODE} | told
    with pytest.raises(Refused, match=says):
        keep_firm(town.town, FirmFacts(**facts), seat=town.seats["steward"], at=NOON)
    assert not Firm.objects.exists() and not Party.objects.filter(kind="firm").exists()


@pytest.mark.parametrize("who", ["secretary", "dispatcher", "water", "admin"])
def test_only_a_steward_keeps_it(town, who):
    firm, _new = keep(town)
    seat = town.seats[who]
    for deed in (
        lambda: keep_firm(town.town, FirmFacts(FIRM, CODE), seat=seat, at=NOON),
        lambda: set_steward(firm, None, seat=seat, at=NOON),
        lambda: import_sheet(b"x", filename="a.csv", seat=seat, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize("typed", [CODE.lower(), f" {CODE} ", f"{CODE[:8]}-{CODE[8:]}", f"{CODE[:2]}　{CODE[2:]}"])
def test_a_code_is_tidied(typed):
    assert tidy_code(typed) == CODE


# Its steward


def test_a_firm_is_given_one_of_the_towns_stewards_who_sits_there_now(town):
    firm, _new = keep(town)
    steward, second = town.seats["steward"], town.seats["steward2"]
    assert set_steward(firm, second, seat=steward, at=NOON).steward == second
    other = with_stewards(make_town("110112118000", "漷县镇")).seats["steward"]
    Seat.objects.filter(pk=second.pk).update(until=later(NOON, days=1))
    second.refresh_from_db()
    for wrong, at in ((other, NOON), (town.seats["water"], NOON), (second, later(NOON, days=1))):
        with pytest.raises(Refused, match="在任的企业服务专员"):
            set_steward(firm, wrong, seat=steward, at=at)
    assert Firm.objects.get().steward == second
    set_steward(firm, None, seat=steward, at=NOON)
    assert Firm.objects.get().steward is None


def test_a_steward_is_chosen_on_the_page(town):
    firm, _new = keep(town)
    client = town.client("steward")
    told = client.post(f"/firms/{firm.pk}/steward", {"steward": town.seats["steward2"].pk}, headers=JSON)
    assert told.json() == {"to": "/firms/", "says": "服务专员已定。"}
    page = client.get("/firms/").content.decode()
    assert f'value="{town.seats["steward2"].pk}" selected' in page
    for junk in ("abc", "²", str(2**63), town.seats["water"].pk):
        assert client.post(f"/firms/{firm.pk}/steward", {"steward": junk}, headers=JSON).status_code == 422
    assert Firm.objects.get().steward == town.seats["steward2"]


def test_another_towns_firm_is_not_found(town):
    firm, _new = keep(town)
    stranger = with_stewards(make_town("110112118000", "漷县镇")).client("steward")
    assert stranger.post(f"/firms/{firm.pk}/steward", {"steward": ""}, headers=JSON).status_code == 404
    assert FIRM not in stranger.get("/firms/").content.decode()
    assert FIRM not in stranger.get("/firms/export").content.decode("utf-8-sig")


# Its form


def test_a_firm_is_kept_from_the_form_and_the_errors_name_their_fields(town):
    client = town.client("steward")
    form = {"title": FIRM, "code": CODE.lower(), "size": "小型", "landed_on": "2024-03-01", "operating_in_town": "on"}
    assert client.post("/firms/new", form, headers=JSON).json()["says"] == "企业名册已更新。"
    assert as_kept() == [(FIRM, CODE, "", "小型", False, True, date(2024, 3, 1))]
    wrong = client.post("/firms/new", form | {"title": "", "size": "巨大", "landed_on": "去年"}, headers=JSON)
    says = wrong.json()["says"]
    assert wrong.status_code == 422 and all(f"{name}：" in says for name in ("企业名称", "规模", "落地时间"))


# Its sheets


@pytest.mark.parametrize("how", ["file", "pasted", "pasted from a spreadsheet"])
def test_a_sheet_comes_as_a_file_or_pasted(town, how):
    text = f"{TITLES}\n{FIRM},{CODE},包装,小,是,,2024-03-01\n早餐店,,,巨大,,,\n"
    form = {"pasted": text.replace(",", "\t") if "spreadsheet" in how else text}
    if how == "file":
        form = {"sheet": SimpleUploadedFile("企业.csv", text.encode())}
    told = town.client("steward").post("/firms/sheet", form, headers=JSON).json()
    assert told["says"] == "新增 1 行，更新 0 行，没有变化 0 行，退回 1 行。"
    sheet = Sheet.objects.get()
    assert sheet.filename == ("企业.csv" if how == "file" else "粘贴.csv")
    assert sheet.bad[0][-1].startswith("规模请填")
    page = town.client("steward").get("/firms/").content.decode()
    assert f"/firms/sheets/{sheet.pk}/rejects" in page


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "请选一个表格文件"),
        ({"pasted": " \n "}, "请选一个表格文件"),
        ({"pasted": "企业名称,行业\n甲,乙\n"}, "这几列，请补上表头"),
        ({"pasted": "你好"}, "找不到表头"),
        ({"sheet": ("照片.jpg", b"\xff\xd8\xff")}, "不支持这种文件"),
        ({"sheet": ("大.csv", b"a" * (BYTES_MAX + 1))}, "文件太大了"),
    ],
)
def test_what_is_no_sheet_is_refused_and_no_sheet_is_kept(town, form, says):
    made = {name: SimpleUploadedFile(*value) if name == "sheet" else value for name, value in form.items()}
    answer = town.client("steward").post("/firms/sheet", made, headers=JSON)
    assert answer.status_code == 422 and says in answer.json()["says"]
    assert not Sheet.objects.exists()


def test_rejects_are_of_ones_own_town_and_ledger(town):
    town.client("steward").post("/firms/sheet", {"pasted": f"{TITLES}\n禾,,,,,,\n"})
    sheet = Sheet.objects.get()
    assert town.client("steward").get(f"/firms/sheets/{sheet.pk}/rejects").status_code == 200
    stranger = with_stewards(make_town("110112118000", "漷县镇")).client("steward")
    assert stranger.get(f"/firms/sheets/{sheet.pk}/rejects").status_code == 404
    Sheet.objects.update(ledger="wells")
    assert town.client("steward").get(f"/firms/sheets/{sheet.pk}/rejects").status_code == 404


FACTS = st.builds(
    FirmFacts,
    title=st.sampled_from([FIRM, "早餐店", "甲乙丙公司", "老王修车铺（个体）", '引号"和,逗号', "两行\n的名字"]),
    code=st.sampled_from(["", *CODES]),
    sector=st.sampled_from(["", "包装", "餐饮"]),
    size=st.sampled_from(["", "大型", "微型"]),
    registered_in_town=st.sampled_from([None, True, False]),
    operating_in_town=st.sampled_from([None, True, False]),
    landed_on=st.none() | st.dates(date(1950, 1, 1), date(2099, 1, 1)),
)
many = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def emptied():
    Firm.objects.all().delete()
    Party.objects.filter(kind="firm").delete()


def register_of(town, rows):
    emptied()
    for facts in rows:
        keep_firm(town.town, facts, seat=town.seats["steward"], at=NOON)


@many
@given(rows=st.lists(FACTS, min_size=1, max_size=6))
def test_an_export_brought_again_changes_nothing_and_brought_into_an_empty_register_makes_it_anew(town, rows):
    register_of(town, rows)
    before, seat = as_kept(), town.seats["steward"]
    body = export(COLUMNS, firms_of(town.town))
    again = import_sheet(body, filename="firms.csv", seat=seat, at=NOON)
    assert (again.new, again.changed, again.same, again.bad) == (0, 0, len(before), [])
    assert as_kept() == before
    emptied()
    anew = import_sheet(body, filename="firms.csv", seat=seat, at=NOON)
    assert (anew.new, anew.bad, as_kept()) == (len(before), [], before)


@pytest.mark.parametrize("title", ["=美味餐厅", "@家政服务", "+86便利店", "-1度冷饮店", "＝等号公司"])
def test_a_name_that_a_spreadsheet_would_take_for_a_formula_comes_back_as_it_was(town, title):
    keep(town, title)
    body = export(COLUMNS, firms_of(town.town))
    assert cells_of(body)[1][0] == f"'{title}"
    again = import_sheet(body, filename="firms.csv", seat=town.seats["steward"], at=NOON)
    assert (again.changed, again.same, Firm.objects.get().title) == (0, 1, title)


CELL = st.sampled_from(
    ["", FIRM, "早餐店", "禾", *CODES, CODES[0][:-1] + "I", "²", "小", "巨大", "是", "大概", "2024-03-01", "去年"]
)


@many
@given(rows=st.lists(st.lists(CELL, min_size=7, max_size=7), min_size=1, max_size=8))
@example(rows=[[FIRM, CODE, "", "小", "是", "", "2024-03-01"], ["早餐店", CODE, "", "", "", "", ""]])
def test_of_a_random_sheet_no_row_is_lost_and_twice_changes_nothing(town, rows):
    emptied()
    filled = [row for row in rows if any(row)]
    if not filled:
        return
    data = "\n".join([TITLES, *(",".join(row) for row in rows)]).encode()
    first = import_sheet(data, filename="a.csv", seat=town.seats["steward"], at=NOON)
    assert first.new + first.changed + first.same + len(first.bad) == len(filled)
    assert Firm.objects.count() == first.new
    before = as_kept()
    again = import_sheet(data, filename="a.csv", seat=town.seats["steward"], at=NOON)
    assert (again.new, again.changed, again.same, again.bad) == (0, 0, first.new, first.bad)
    assert as_kept() == before


# Its list


def test_the_list_and_the_export_follow_one_search(town):
    keep(town)
    keep(town, "北京早餐店", CODES[1])
    keep(town, "老王修车铺", "")
    client = town.client("secretary")
    for query, found in (("", 3), ("北京", 2), (CODE, 1), (CODE.lower(), 1), ("修车", 1), ("没有这家", 0), ("%", 0)):
        page = client.get("/firms/", {"q": query}).context["list"].page.rows
        rows = cells_of(client.get("/firms/export", {"q": query}).content)[1:]
        assert (len(page), len(rows)) == (found, found), query
        assert {row[0] for row in rows} == {firm.title for firm in page}


def test_the_export_is_a_file_that_opens_as_a_table_and_not_as_a_page(town):
    keep(town, "<script>alert(1)</script>店")
    answer = town.client("secretary").get("/firms/export")
    assert answer["Content-Disposition"] == 'attachment; filename="firms.csv"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert "<script>alert" not in town.client("secretary").get("/firms/").content.decode()
