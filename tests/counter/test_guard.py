"""Who may come in: a log-in that ended leads back to where one was; a token opens what it was given for."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from cast import NOON, later
from counter_help import JSON
from django.http import HttpResponse
from django.test import Client

from xiangyue.counter.guard import needs, open_to_all, page_before
from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.kernel.models import Event, Seat

PAGE = "http://testserver/dispatch/?tab=sent&m=T000001"


def token(cast, who, deeds):
    """The header of a token of this seat."""
    secret = f"{who}-{'-'.join(deeds)}"
    Token.objects.create(
        seat=cast.seats[who],
        title="测试",
        made_at=NOON,
        until=later(NOON, days=9999),
        deeds=list(deeds),
        digest=hashlib.sha256(secret.encode()).hexdigest(),
    )
    return {"authorization": f"Bearer {secret}"}


def test_an_ended_session_tells_the_script_where_to_log_in_and_nothing_typed_is_lost(cast):
    matter = cast.say()
    answer = Client().post(f"/matters/{matter.number}/notes", {"text": "写了很久"}, headers=JSON | {"referer": PAGE})
    told = answer.json()
    assert (answer.status_code, told["error"]) == (401, "logged_out")
    assert "您填写的内容还在" in told["says"]
    way = urlsplit(told["to"])
    assert (way.path, parse_qs(way.query)) == ("/login", {"next": ["/dispatch/?tab=sent&m=T000001"]})
    assert matter.events.count() == 1


def test_the_way_that_a_script_is_told_leads_through_the_login_and_back(cast):
    user = cast.seats["dispatcher"].user
    user.set_password("yi-ge-mi-ma-1")
    user.save()
    client = Client()
    to = client.post("/matters/T1/notes", headers=JSON | {"referer": PAGE}).json()["to"]
    page = client.get(to)
    assert page.status_code == 200
    form = {"username": "dispatcher", "password": "yi-ge-mi-ma-1", "next": parse_qs(urlsplit(to).query)["next"][0]}
    back = client.post("/login", form)
    assert (back.status_code, back["Location"]) == (302, "/dispatch/?tab=sent&m=T000001")
    assert client.get(back["Location"]).status_code in (200, 403)


def test_an_ended_session_on_a_page_leads_to_the_login_and_back_to_this_page(cast):
    answer = Client().get("/dispatch/?tab=sent")
    assert (answer.status_code, parse_qs(urlsplit(answer["Location"]).query)) == (
        302,
        {"next": ["/dispatch/?tab=sent"]},
    )


def test_a_post_of_an_ended_session_leads_back_to_its_page_and_not_to_itself(cast):
    answer = Client().post("/dispatch/many", {"unit": "1"}, headers={"referer": PAGE})
    assert parse_qs(urlsplit(answer["Location"]).query) == {"next": ["/dispatch/?tab=sent&m=T000001"]}


BEFORE = [
    (PAGE, "/dispatch/?tab=sent&m=T000001"),
    ("http://testserver/matters/mine", "/matters/mine"),
    ("http://testserver/matters/mine#part", "/matters/mine"),
    ("http://testserver/house/search?q=%E5%81%9C%E6%B0%B4", "/house/search?q=%E5%81%9C%E6%B0%B4"),
    ("", "/"),
    ("https://evil.example/dispatch/", "/"),
    ("http://testserver.evil.example/", "/"),
    ("http://testserver@evil.example/x", "/"),
    ("javascript:alert(1)", "/"),
    ("http://[::1", "/"),
]


@pytest.mark.parametrize(("referer", "page"), BEFORE)
def test_the_page_before_is_one_of_ours_or_the_front_page(rf, referer, page):
    assert page_before(rf.post("/x", headers={"referer": referer})) == page


@pytest.mark.parametrize("path", ["//evil.example/x", "///evil.example", "/\\evil.example"])
def test_the_page_before_never_leads_elsewhere(rf, path):
    """A page of ours whose path looks like another host's."""
    found = page_before(rf.post("/x", headers={"referer": f"http://testserver{path}"}))
    assert not found.startswith(("//", "/\\")), found


def test_without_a_seat_at_this_moment_nothing_opens_and_it_says_whom_to_ask(cast):
    Seat.objects.filter(pk=cast.seats["dispatcher"].pk).update(until=NOON)
    answer = cast.client("dispatcher").post("/dispatch/many", {"unit": "1"}, headers=JSON)
    assert answer.status_code == 403 and "系统管理员登记岗位" in answer.json()["says"]


def test_a_seat_that_lacks_the_deed_is_told_who_may(cast):
    answer = cast.client("water").post("/dispatch/many", {"unit": "1"}, headers=JSON)
    told = answer.json()
    assert (answer.status_code, told["error"]) == (403, "not_allowed")
    assert "您现在的岗位不能" in told["says"] and "可以由" in told["says"]


@pytest.mark.parametrize(
    ("deeds", "status"),
    [((), 201), (("api.intake",), 201), (("api.events", "matters.see"), 403), (("no.such.deed",), 403)],
)
def test_a_token_opens_only_what_it_was_given_for(cast, deeds, status):
    head = token(cast, "dispatcher", deeds)
    told = {"title": "路灯", "words": "村口路灯坏了三天"}
    answer = Client().post("/api/matters", told, content_type="application/json", headers=head)
    assert answer.status_code == status, answer.content
    if status == 403:
        assert "接口令牌没有这项权限" in answer.json()["says"]
        assert not Event.objects.exists()


def test_a_token_gives_its_seat_nothing_that_the_seat_has_not(cast):
    head = token(cast, "water", ["api.intake"])
    told = {"title": "路灯", "words": "村口路灯坏了三天"}
    answer = Client().post("/api/matters", told, content_type="application/json", headers=head)
    assert answer.status_code == 403 and "岗位不能" in answer.json()["says"]


def test_a_token_opens_no_page(cast):
    answer = Client().get("/dispatch/", headers=token(cast, "dispatcher", []))
    assert answer.status_code == 302 and answer["Location"].startswith("/login")


def test_what_happens_in_a_request_happens_at_one_moment(cast, monkeypatch, rf):
    """The moment is asked once, however long the deed takes."""
    asked = []
    monkeypatch.setattr(moment, "now", lambda: asked.append(1) or NOON)
    matter = cast.say()
    cast.client("dispatcher").post(f"/matters/{matter.number}/notes", {"text": "老人独居"})
    assert matter.events.get(name="noted").at == NOON
    assert len(asked) == 1


def test_a_page_says_who_may_come_in_and_why(rf):
    @needs("dispatch.dispatch")
    def inner(request):
        return HttpResponse("in")

    @open_to_all("a poster on the wall")
    def poster(request):
        return HttpResponse("out")

    assert (inner.guarded_by, inner.__name__) == ("dispatch.dispatch", "inner")
    assert (poster.open_because, poster(rf.get("/")).content) == ("a poster on the wall", b"out")
    assert not hasattr(poster, "guarded_by")


def test_a_stale_form_writes_nothing_and_the_fresh_one_does(cast):
    """Somebody logged in anew in another tab; the page's own token is too old."""
    matter = cast.say()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.seats["dispatcher"].user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/matters/{matter.number}")
    address, form = f"/matters/{matter.number}/notes", {"text": "老人独居"}
    stale = client.post(address, form | {"csrfmiddlewaretoken": "a" * 64}, headers={"referer": PAGE})
    assert stale.status_code == 403
    assert 'href="/dispatch/?tab=sent&amp;m=T000001"' in stale.content.decode()
    assert not matter.events.filter(name="noted").exists()
    fresh = client.post(address, form | {"csrfmiddlewaretoken": str(page.context["csrf_token"])})
    assert fresh.status_code == 302
    assert matter.events.filter(name="noted").count() == 1
