"""A deed done through a row of posts: where it leads, what it says, how it is refused; to a page and to a script."""

from __future__ import annotations

import re

import pytest
from cast import BEIJING, NOON, later
from counter_help import JSON, answered, said, second_seat, sent
from doors.reception_helper import MONDAY, make_reception

from xiangyue.desks.handling import actions as handling
from xiangyue.doors.reception.models import Plan
from xiangyue.house import moment
from xiangyue.house.models import OneTimePassword
from xiangyue.kernel.models import Event, Matter

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/matters/mine",
    "///evil.example",
    "http:///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[::1",
    "\x08//evil.example",
    "http://testserver@evil.example/",
    "",
]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def clerk(cast):
    client = cast.client("dispatcher")
    client.raise_request_exception = False
    return client


def noted(client, matter, **more):
    return client.post(f"/matters/{matter.number}/notes", {"text": "老人独居"} | more, headers=more.pop("headers", {}))


def test_done_it_goes_back_to_the_page_of_the_posts_and_says_so(cast, clerk):
    matter = cast.say()
    answer = noted(clerk, matter)
    assert (answer.status_code, answer["Location"]) == (302, f"/matters/{matter.number}")
    assert said(answer) == ["备注已添加。"]
    assert matter.events.filter(name="noted").count() == 1


@pytest.mark.parametrize("following", ["/matters/mine", "/matters/mine?tab=a&m=T1", "http://testserver/house/search"])
def test_done_it_goes_on_to_the_forms_own_next(cast, clerk, following):
    assert noted(clerk, cast.say(), next=following)["Location"] == following


@pytest.mark.parametrize("foreign", ELSEWHERE)
def test_a_next_that_is_not_ours_is_passed_over(cast, clerk, foreign):
    matter = cast.say()
    assert noted(clerk, matter, next=foreign)["Location"] == f"/matters/{matter.number}"
    told = clerk.post(f"/matters/{matter.number}/notes", {"text": "又来电", "next": foreign}, headers=JSON).json()
    assert told["to"] == f"/matters/{matter.number}"


@pytest.mark.parametrize("foreign", ELSEWHERE)
def test_the_following_matter_is_one_of_ours(cast, clerk, foreign):
    """A row with its own way on reads it from the form, by the same rule."""
    assert clerk.post(*_dispatch(cast, cast.say(), following=foreign))["Location"] == "/dispatch/"


def test_what_stands_in_a_next_cannot_add_a_header(cast, clerk):
    answer = noted(clerk, cast.say(), next="/matters/mine\r\nSet-Cookie: stolen=1")
    assert answer.status_code == 302 and "stolen" not in answer.cookies
    assert "\n" not in answer["Location"]


def test_a_deed_that_was_done_is_never_answered_as_if_it_was_not(cast, clerk):
    """However long the address is that the form names."""
    answer = noted(clerk, cast.say(), next="/matters/mine?" + "a" * 10_000)
    assert answer.status_code == 302
    assert Event.objects.filter(name="noted").count() == 1


def test_a_script_is_told_where_to_go_on_and_what_was_done(cast, clerk):
    matter = cast.say()
    answer = clerk.post(f"/matters/{matter.number}/notes", {"text": "老人独居"}, headers=JSON)
    assert answer.status_code == 200
    assert answer.json() == {"to": f"/matters/{matter.number}", "says": "备注已添加。"}


@pytest.mark.parametrize("headers", [{}, JSON], ids=["page", "script"])
def test_refused_it_says_why_and_writes_nothing(cast, clerk, headers):
    matter = cast.say()
    before = Event.objects.count()
    form = {"to": "²", "reason": ""}
    answer = clerk.post(f"/matters/{matter.number}/carry", form | {"next": "/matters/mine"}, headers=headers)
    if headers:
        assert answer.status_code == 422
        assert answer.json() == {"error": "refused", "says": "请选择要转到哪里。"}
        assert said(answer) == []
    else:  # to where form and draft are, not on to the next
        assert (answer.status_code, answer["Location"]) == (302, f"/matters/{matter.number}")
        assert said(answer) == ["请选择要转到哪里。"]
        assert "请选择要转到哪里。" in clerk.get(answer["Location"]).content.decode()
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("who", "path", "status", "code"),
    [
        ("dispatcher", "no-such/notes", 403, "not_allowed"),
        ("water", "T000001/notes", 403, "not_allowed"),
        ("water", "T000001/signature", 403, "not_allowed"),
        ("auditor", "T000001/notes", 403, "not_allowed"),
    ],
)
def test_what_a_seat_may_not_see_or_do_is_told_alike(cast, who, path, status, code):
    cast.say()
    answer = cast.client(who).post(f"/matters/{path}", {"text": "看看"}, headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["says"].endswith("。")


def _dispatch(cast, matter, code="R01", unit="roads", **more):
    form = {"category": cast.categories[code].pk, "unit": cast.units[unit].pk, "urgency": "general"}
    return f"/dispatch/{matter.number}/dispatch", form | more


def test_the_sentence_may_name_what_came_of_it(cast, clerk):
    matter = cast.say()
    told = clerk.post(*_dispatch(cast, matter), headers=JSON).json()
    assert told["says"] == f"{matter.number} 已派给城乡建设办公室，在“刚派出”里可以撤回。"


def test_a_sentence_over_many_counts_the_done_and_names_each_that_was_refused(cast, clerk):
    good, bad = cast.say("村口停水了"), cast.say("路面有坑")
    sent(cast, bad, "R01")
    form = {"unit": cast.units["water"].pk, "matter": [good.pk, bad.pk, "²"]}
    answer = clerk.post("/dispatch/many", form)
    refused, done = said(answer)
    assert refused.startswith(f"{bad.number}：") and done == "1 件已派给水务所。"


def test_nothing_is_said_where_there_is_nothing_to_say(cast, clerk):
    bad = sent(cast, cast.say("路面有坑"), "R01")
    answer = clerk.post("/dispatch/many", {"unit": cast.units["water"].pk, "matter": [bad.pk]})
    assert [one.startswith(bad.number) for one in said(answer)] == [True]


def test_an_answer_may_be_a_page_of_its_own(cast):
    """A one-time password is shown once; where there is none to show, it goes on as always."""
    admin = cast.client("admin")
    form = {"username": "xinren", "holder": "新来人", "role": "handler", "unit": cast.units["water"].pk}
    shown = admin.post("/house/people/given", form)
    assert (shown.status_code, shown["Cache-Control"]) == (
        200,
        "no-store",
    ) and "data-password" in shown.content.decode()
    assert OneTimePassword.objects.count() == 1
    again = admin.post("/house/people/given", form | {"unit": cast.units["roads"].pk})
    assert (again.status_code, again["Location"], said(again)[-1]) == (302, "/house/people/", "岗位已登记。")


def test_the_page_at_a_posts_own_address_opens_and_takes_the_post(cast):
    admin = cast.client("admin")
    assert admin.get("/notices/channels").status_code == 200
    refused = admin.post("/notices/channels", {"kind": "²"}, headers=JSON)
    assert refused.status_code == 422 and refused.json()["says"]
    assert cast.client("water").get("/notices/channels").status_code == 403


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
@pytest.mark.parametrize("headers", [{}, JSON], ids=["page", "script"])
def test_a_post_is_only_posted(cast, clerk, method, headers):
    matter = cast.say()
    answer = getattr(clerk, method)(f"/matters/{matter.number}/notes", headers=headers)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    says = answer.json()["says"] if headers else answer.content.decode()
    assert "没有写入任何内容" in says
    assert matter.events.count() == 1


def test_what_no_column_can_hold_is_a_sentence(cast):
    """A clock with an offset reaches the plan's row as it stands."""
    room = make_reception(cast)
    client = cast.client("clerk")
    client.raise_request_exception = False
    form = {"weekday": "2", "begins": "09:00Z", "ends": "11:00Z", "capacity": "3"}
    form |= {"leader": room.seat("secretary").pk, "substitute": room.seat("deputy").pk, "valid_from": str(MONDAY)}
    answer = client.post(f"/reception/desk/halls/{room.hall.pk}/plans", form, headers=JSON)
    assert answer.status_code in (200, 422), answer.content.decode()[:200]
    assert all(one.begins.tzinfo is None for one in Plan.objects.all())


# Two people on one matter


def first_moved(cast, matter, how):
    """What somebody does at half past ten, while the other's page stands open."""
    at = NOON.astimezone(BEIJING).replace(hour=10, minute=30)
    if how == "sent":
        sent(cast, matter, "R01", at=at)
    if how == "signed":
        sent(cast, matter, "R01", at=later(at, minutes=-5))
        handling.sign(matter, seat=cast.seats["roads"], at=at)
    if how == "answered":
        answered(cast, matter, at=later(at, minutes=-30))


SECOND = [
    # (what the first did, the second's deed, form, who and when stands in the sentence)
    ("sent", "dispatch/{}/dispatch", "dispatch", "市民诉求处置中心 周调度 10:30 派给城乡建设办公室"),
    ("sent", "dispatch/{}/disposal", {"code": "OUT_OF_SCOPE", "told": "已告知"}, "市民诉求处置中心 周调度 10:30 派给"),
    ("answered", "dispatch/{}/parent", "parent", "系统 10:.*回访"),
    ("signed", "dispatch/{}/dispatch/taken-back", {}, "城乡建设办公室 李建设 10:30 .*签收"),
    ("signed", "matters/{}/signature", {}, "城乡建设办公室 李建设 10:30 .*签收"),
]


@pytest.mark.parametrize(("how", "path", "form", "says"), SECOND)
def test_the_second_hears_who_did_what_and_when_and_loses_nothing(cast, how, path, form, says):
    matter = cast.say()
    if form == "dispatch":
        form = _dispatch(cast, matter)[1]
    if form == "parent":
        form = {"parent": cast.say("村口停水三天").number, "reason": "同一事"}
    first_moved(cast, matter, how)
    count = matter.events.count()
    colleague = second_seat(cast, "roads" if path.startswith("matters") else "dispatcher", "沈同事")
    answer = colleague.post("/" + path.format(matter.number), form, headers=JSON)
    assert answer.status_code == 409, answer.content.decode()
    told = answer.json()["says"]
    assert re.search(says, told), told
    assert "您填写的内容还在" in told and "现在是“" in told
    for arrow in ("received", "dispatched", "signed", "→", "IllegalMove"):
        assert arrow not in told
    assert Matter.objects.get(pk=matter.pk).events.count() == count


def test_whoever_was_first_himself_is_called_you(cast, clerk):
    matter = cast.say()
    clerk.post(*_dispatch(cast, matter))
    told = clerk.post(*_dispatch(cast, matter), headers=JSON).json()["says"]
    assert told.startswith("您 12:00 派给城乡建设办公室")


def test_on_a_page_the_second_hears_it_where_the_matter_is(cast):
    matter = cast.say()
    first_moved(cast, matter, "sent")
    colleague = second_seat(cast, "dispatcher", "沈同事")
    answer = colleague.post(*_dispatch(cast, matter), follow=True)
    page = answer.content.decode()
    assert "周调度 10:30 派给" in page and "刚刚被别人" not in page
