"""Every page that says no is ours: it says what is wrong, that nothing was lost, and where to go."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from xiangyue.counter.throttle import MoreWork
from xiangyue.kernel.errors import StaleMove

pytestmark = pytest.mark.django_db


def _of_ours(answer: HttpResponse, status: int) -> str:
    text = answer.content.decode()
    assert answer.status_code == status, text[:400]
    assert 'lang="zh' in text and "DEBUG" not in text and "Traceback" not in text
    assert "<h1" in text
    return text


def _client(cast: Cast, **options: object) -> Client:
    client = Client(**options)  # type: ignore[arg-type]
    client.force_login(cast.seats["dispatcher"].user)
    return client


def test_400(cast: Cast) -> None:
    assert "看不懂" in _of_ours(_client(cast).get("/house/search?q=%00"), 400)


def test_403(cast: Cast) -> None:
    assert "岗位" in _of_ours(_client(cast).get(reverse("house:people:seats")), 403)


def test_404(cast: Cast) -> None:
    assert "没有这个页面" in _of_ours(_client(cast).get("/no/such/page"), 404)


def test_405_of_a_post_opened_like_a_page_leads_back(cast: Cast) -> None:
    answer = _client(cast).get(reverse("dispatch:send_many"))
    assert "只接收表单" in _of_ours(answer, 405)
    assert answer["Allow"] == "POST"


def test_a_stale_token_is_told_in_our_words_and_to_a_script_by_name(cast: Cast) -> None:
    client = _client(cast, enforce_csrf_checks=True)
    address = reverse("dispatch:send_many")
    assert "表单已经过期" in _of_ours(client.post(address, {"unit": "1"}), 403)
    told = client.post(address, {"unit": "1"}, headers={"accept": "application/json"}).json()
    assert told["error"] == "stale_token"


def test_a_public_form_with_a_stale_token_does_not_speak_of_debug(cast: Cast) -> None:
    address = reverse("portal:find", args=[cast.town.code])
    assert "表单已经过期" in _of_ours(Client(enforce_csrf_checks=True).post(address, {"words": "路灯坏了"}), 403)


def test_logging_in_twice_goes_on(cast: Cast) -> None:
    client = _client(cast, enforce_csrf_checks=True)
    answer = client.post(reverse("login"), {"username": "a", "password": "b", "next": "/dispatch/"})
    assert (answer.status_code, answer["Location"]) == (302, "/dispatch/")
    away = client.post(reverse("login"), {"next": "https://elsewhere.example/"})
    assert away["Location"] == "/"


@pytest.mark.parametrize(
    ("raised", "status", "says"),
    [
        (StaleMove("张三 10:30 已派给城管所"), 409, "张三 10:30 已派给城管所"),
        (RequestDataTooBig("large"), 413, "太大"),
        (MoreWork(20), 429, "请稍等"),
        (OperationalError("disk is full"), 503, "没有写入"),
    ],
)
def test_what_a_view_raises(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int, says: str
) -> None:
    def falls(*_args: object, **_kwargs: object) -> None:
        raise raised

    monkeypatch.setattr("xiangyue.kernel.search.find", falls)
    assert says in _of_ours(_client(cast).get("/house/search?q=abc"), status)


def test_500_needs_no_database_and_shows_no_trace(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("xiangyue.kernel.search.find", falls)
    client = _client(cast, raise_request_exception=False)
    text = _of_ours(client.get("/house/search?q=abc"), 500)
    assert "secret" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/house/search?q=a&before=99999999999999999999999",
        "/house/search?q=a&before=%C2%B2",
        "/score/what-if?pick=%C2%B2",
        "/score/what-if?rule=%C2%B2",
        "/house/people?unit=9223372036854775808",
        "/leader/?day=9999-12-31",
        "/leader/?day=0001-01-01",
    ],
)
def test_junk_in_an_address_is_passed_over(cast: Cast, address: str) -> None:
    for seat in cast.seats.values():
        client = Client()
        client.force_login(seat.user)
        assert client.get(address).status_code in (200, 301, 403)
