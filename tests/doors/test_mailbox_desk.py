"""The town's side of the mailbox: the clerk prepares, the secretary decides, letters and orders about one thing are one
matter.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import NOON, later
from django.db import connection
from django.test.utils import CaptureQueriesContext
from mailbox_people import a_letter, brought_to, letter_again, react, screen

from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.declared import waiting_for
from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import CouncilNotice
from xiangyue.doors.mailbox import actions, queries
from xiangyue.doors.mailbox.lists import DESK
from xiangyue.doors.mailbox.models import Evaluation, Meeting
from xiangyue.doors.mailbox.rules import Scored
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Place, Rule
from xiangyue.kernel.queries import timeline

pytest_plugins = ["mailbox_fixtures"]


@pytest.fixture(autouse=True)
def _evening(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: later(NOON, hours=9))


@pytest.fixture
def town(mailbox_town):
    return mailbox_town


def stage(letter):
    return kinds.stage_of(letter_again(letter.matter).matter).key


def test_each_step_is_its_own_tab(town):
    for number, step in enumerate(("screened", "instructed", "assigned", "handled", "reviewed", "answered"), start=1):
        brought_to(town, step, number=number)
    a_letter(town, number=9)
    kernel.withdraw(a_letter(town, number=10).matter, reason="", at=NOON)
    assert {tab["key"]: tab["count"] for tab in on_desk(town, "clerk").tabs} == {tab.key: 1 for tab in DESK.tabs}
    for who in ("clerk", "secretary"):
        for tab in DESK.tabs:
            assert town.client(who).get("/mailbox/", {"tab": tab.key}).status_code == 200


def on_desk(town, who, **asked):
    return Shown(DESK, town.seats[who], NOON, asked, "/mailbox/")


def test_what_waits_for_the_seat_opens_by_itself_and_is_counted(town):
    screened = brought_to(town, "screened", number=1)
    assert on_desk(town, "secretary").address() == "/mailbox/?tab=instruct"
    assert on_desk(town, "clerk").address() == "/mailbox/?tab=screen"
    brought_to(town, "handled", number=2)
    assert on_desk(town, "secretary").tab.key == "review"
    assert on_desk(town, "secretary", m=screened.matter.number).tab.key == "instruct"
    assert [waiting_for(town.seats[who], "mailbox:desk") for who in ("secretary", "clerk")] == [2, 0]


def test_the_list_of_letters_is_handed_out_as_it_stands(town):
    letter = brought_to(town, "screened", number=1)
    page = town.client("secretary").get("/mailbox/", {"tab": "instruct", "as": "print"}).content.decode()
    assert letter.matter.number in page and "已筛阅" in page and "共 1 条" in page
    page = town.client("secretary").get("/mailbox/", {"tab": "instruct", "as": "print", "urgency": "urgent"})
    assert "共 0 条" in page.content.decode()


def test_a_draft_is_shown_to_the_secretary_and_nothing_follows_from_it(town):
    letter = brought_to(town, "screened")
    actions.prepare(letter, text="请建设办到现场", seat=town.seats["clerk"], at=NOON)
    assert stage(letter) == "screened"
    page = town.client("secretary").get("/mailbox/").content.decode()
    assert "还没有签" in page
    assert "请建设办到现场" in page
    actions.instruct(
        letter, text="同意，请建设办到现场", unit=town.units["roads"], seat=town.seats["secretary"], at=NOON
    )
    assert (stage(letter), letter_again(letter.matter).draft) == ("assigned", "")


def test_a_letter_is_screened_before_it_is_instructed(town):
    letter = a_letter(town)
    with pytest.raises(Refused, match="还没有筛阅"):
        actions.instruct(letter, text="办", seat=town.seats["secretary"], at=NOON)
    with pytest.raises(Refused, match="类别"):
        actions.screen(letter, category=None, place=None, urgency="general", note="", seat=town.seats["clerk"], at=NOON)
    with pytest.raises(Refused, match="是空的"):
        actions.instruct(letter_again(letter.matter), text=" ", seat=town.seats["secretary"], at=NOON)


def test_what_the_secretary_writes_on_the_daily_desk_is_the_instruction_too(town):
    letter = brought_to(town, "screened")
    town.client("secretary").post(f"/leader/{letter.matter.number}/instructions", {"text": "请尽快办"})
    assert stage(letter) == "instructed"
    actions.assign(letter_again(letter.matter), unit=town.units["roads"], seat=town.seats["clerk"], at=NOON)


def test_sent_back_by_the_secretary_it_is_with_the_unit_again(town):
    letter = brought_to(town, "handled")
    secretary = town.seats["secretary"]
    with pytest.raises(Refused, match="还缺什么"):
        actions.send_back(letter, missing="", seat=secretary, at=NOON)
    actions.send_back(letter, missing="雨后的照片", seat=secretary, at=later(NOON, hours=6))
    assert stage(letter) == "assigned"
    with pytest.raises(Refused, match="没有等着审阅"):
        actions.review(letter_again(letter.matter), seat=secretary, at=NOON)
    assert "雨后的照片" not in [line.sentence for line in timeline(letter.matter, public=True)]


def test_the_review_names_the_words_that_were_read(town):
    letter = brought_to(town, "handled")
    event = actions.review(letter, seat=town.seats["secretary"], at=NOON)
    assert len(event.told["answer_sha256"]) == 64
    with pytest.raises(Refused, match="审阅过了"):
        actions.review(letter_again(letter.matter), seat=town.seats["secretary"], at=NOON)


def test_not_the_towns_business_goes_another_way_on_the_secretarys_word(town):
    letter = brought_to(town, "screened")
    actions.dispose(
        letter,
        code="LEGAL_CHANNEL",
        told="已告知等待法院判决",
        text="法院在审，请依法等判决",
        seat=town.seats["secretary"],
        at=NOON,
    )
    assert (stage(letter), letter_again(letter.matter).matter.state) == ("closed", "disposed")


def test_a_writer_without_wechat_is_heard_on_the_telephone(town):
    letter = brought_to(town, "answered")
    scores = [Scored("people", 4, "慢了点")]
    said = {"solved": True, "satisfied": "mostly", "words": "行", "scores": scores}
    with pytest.raises(NotAllowed):
        actions.hear_by_phone(letter, seat=town.seats["secretary"], at=NOON, **said)
    actions.hear_by_phone(letter, seat=town.seats["clerk"], at=later(NOON, hours=8), **said)
    with pytest.raises(Refused, match="评价过"):
        actions.hear_by_phone(letter, seat=town.seats["clerk"], at=later(NOON, hours=8), **said)
    react(later(NOON, hours=9))
    assert stage(letter) == "closed"
    actions.evaluate(
        letter_again(letter.matter), key="village", score=5, seat=town.seats["clerk"], at=later(NOON, hours=9)
    )
    with pytest.raises(Refused, match="已经评过"):
        actions.evaluate(
            letter_again(letter.matter), key="village", score=1, seat=town.seats["secretary"], at=later(NOON, hours=9)
        )
    with pytest.raises(Refused, match="不一致"):
        actions.evaluate(
            letter_again(letter.matter), key="people", score=5, seat=town.seats["clerk"], at=later(NOON, hours=9)
        )
    assert Evaluation.objects.filter(by=None).get().comment == "慢了点"


def test_nobody_answers_the_telephone(town):
    letter = brought_to(town, "answered")
    clerk = town.seats["clerk"]
    actions.not_reached(letter, seat=clerk, at=later(NOON, hours=8))
    with pytest.raises(Refused, match="现在打了 1 次"):
        actions.close_unrated(letter, seat=clerk, at=later(NOON, hours=8))
    actions.not_reached(letter_again(letter.matter), seat=clerk, at=later(NOON, days=1))
    actions.close_unrated(letter_again(letter.matter), seat=clerk, at=later(NOON, days=1))
    own = own_matter(letter_again(letter.matter).matter, at=later(NOON, days=1), language="zh")
    assert (own.stage.key, [one.key for one in own.steps if one.at is None]) == ("closed", ["rated"])
    assert own.may["reopen"]


def test_the_towns_own_evaluators_stand_in_a_dated_row(town):
    Rule.objects.create(
        town=town.town,
        kind="evaluators",
        key="mailbox",
        valid_from=date(2024, 11, 1),
        source="测试用",
        value={"list": [{"key": "speed", "name": "速度"}, {"key": "deputies", "name": "代表评", "by": "seat"}]},
    )
    assert [one.name for one in queries.evaluators(town.town, date(2024, 11, 5))] == ["速度", "代表评"]
    assert len(queries.evaluators(town.town, date(2024, 10, 5))) == 4


def test_appointments_and_visits_are_counted_in_people(town):
    letter, clerk = brought_to(town, "screened"), town.seats["clerk"]
    first = {"kind": "field", "held_on": date(2024, 11, 4), "place": "大羊村", "people": 23, "seat": clerk, "at": NOON}
    visit = actions.record_meeting(town.town, letter=letter, **first)
    assert visit.seat == town.seats["secretary"]  # the clerk wrote it down, the secretary was there
    actions.record_meeting(town.town, **(first | {"kind": "appointment", "people": 9, "held_on": date(2024, 10, 8)}))
    assert queries.people_received(town.town, date(2024, 10, 1), date(2024, 11, 4)) == 32
    assert queries.people_received(town.town, date(2024, 11, 1), date(2024, 11, 3)) == 0
    for wrong in (
        {"held_on": date(2024, 11, 7)},
        {"people": 0},
        {"kind": "party"},
        {"place": " "},
        {"held_on": date(2020, 1, 1)},
    ):
        with pytest.raises(Refused):
            actions.record_meeting(town.town, **(first | wrong))
    with pytest.raises(NotAllowed):
        actions.record_meeting(town.town, **(first | {"seat": town.seats["roads"]}))
    assert Meeting.objects.count() == 2
    assert any("下访" in line.sentence for line in timeline(letter.matter, public=True))
    assert "32" in town.client("secretary").get("/mailbox/meetings").content.decode()


def test_a_notice_is_for_everybody_and_holds_nobodys_details(town, client):
    secretary = town.seats["secretary"]
    with pytest.raises(Refused, match="个人信息"):
        council.publish(town.town, title="补贴名单", text="林小草，电话 19900001234", seat=secretary, at=NOON)
    with pytest.raises(NotAllowed):
        council.publish(town.town, title="路", text="修路的事议定了", seat=town.seats["roads"], at=NOON)
    elsewhere = Place.objects.create(level="village", code="x", name="外村", town=None)
    with pytest.raises(Refused, match="没有这个村"):
        council.publish(town.town, title="路", text="修路的事议定了", village=elsewhere, seat=secretary, at=NOON)
    town.client("clerk").post(
        "/council/board/new", {"title": "路灯议定", "village": town.places["dayang"].pk, "text": "十二月前装完路灯"}
    )
    notice = CouncilNotice.objects.get()
    told = client.get("/api/mailbox/110112117000/council-notices").json()["notices"]
    assert (told[0]["title"], told[0]["village"]) == ("路灯议定", "大羊村")
    assert "路灯议定" in client.get("/council/110112117000/notices").content.decode()
    council.take_down(notice, why="日期写错", seat=secretary, at=NOON)
    assert client.get("/api/mailbox/110112117000/council-notices").json()["notices"] == []


def test_the_month_is_accounted_for(town):
    for number, step in enumerate(("screened", "answered", "answered"), start=1):
        brought_to(town, step, number=number, at=NOON + timedelta(minutes=number))
    rated = letter_again(a_letter(town, number=2).matter)
    actions.rate(rated, solved=True, satisfied="yes", words="", scores=[Scored("people", 5)], at=later(NOON, hours=8))
    report = queries.month_report(town.town, date(2024, 11, 1), date(2024, 12, 1), now=later(NOON, days=30))
    assert (report.received, report.by_wechat, report.answered, report.on_time, report.overdue) == (3, 0, 2, 2, 0)
    assert report.days == pytest.approx(0.25)
    assert (report.by_type, report.by_content) == ([("求助", 3)], [("道路", 3)])
    assert [(one.unit, one.letters, one.on_time) for one in report.by_unit] == [("城乡建设办公室", 2, 2)]
    assert report.scores == [("群众评", 5.0, 1)]
    assert queries.month_report(town.town, date(2024, 12, 1), date(2025, 1, 1), now=NOON).received == 0
    assert town.client("clerk").get("/mailbox/account?month=nonsense").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/mailbox/?tab=instruct", "/mailbox/?tab=closed", "/mailbox/account", "/mailbox/meetings", "/council/board"],
)
def test_the_number_of_queries_does_not_grow(town, path):
    client = town.client("secretary")

    def some(first, count):
        for number in range(first, first + count):
            letter = a_letter(
                town, number=number, words=f"第{number}件事，和别的都不一样{number * 7919}。", title=f"事{number}"
            )
            screen(town, letter, NOON)
            actions.record_meeting(
                town.town,
                kind="field",
                held_on=date(2024, 11, 4),
                place="村里",
                people=1,
                letter=letter_again(letter.matter),
                seat=town.seats["clerk"],
                at=NOON,
            )
            council.publish(town.town, title=f"公告{number}", text="议定的事", seat=town.seats["clerk"], at=NOON)
            closed = letter_again(a_letter(town, number=number + 500).matter)
            kernel.withdraw(closed.matter, reason="", at=NOON)

    some(1, 2)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    some(10, 8)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) <= len(few), [one["sql"][:150] for one in many.captured_queries]
