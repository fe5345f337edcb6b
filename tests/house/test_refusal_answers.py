"""Whatever is refused, for whatever reason: a page of ours in words, and the same in JSON to a page's script."""

from __future__ import annotations

import pytest
from cast import NOON, make_town
from django.test import Client

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.house.refusals import KEPT, TITLES, says_no
from xiangyue.kernel.models import Event

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
TOWN = "110112117000"


def _get(path, who="dispatcher"):
    return lambda cast: (cast.client(who) if who else Client(), "get", path, {})


def _post(path, who="dispatcher", **form):
    return lambda cast: (cast.client(who) if who else Client(), "post", path, form)


def _sent_already(cast):
    """A deed that somebody else has done meanwhile."""
    matter = cast.say()
    told = {"category": cast.categories["R01"], "unit": cast.units["roads"], "place": None, "urgency": "general"}
    dispatch.send(matter, **told, seat=cast.seats["dispatcher"], at=NOON)
    return (
        cast.client("dispatcher"),
        "post",
        f"/dispatch/{matter.number}/disposal",
        {"code": "OUT_OF_SCOPE", "told": "x"},
    )


def _of_the_next_town(cast):
    make_town("110112118000", "漷县镇").say(number="N000001")
    return cast.client("dispatcher"), "post", "/matters/N000001/notes", {"text": "x"}


CASES = {
    "a NUL in the query": (_get("/house/search?q=%00"), 400, "400", "系统看不懂"),
    "too many fields": (_post("/dispatch/many", **{f"f{n}": "1" for n in range(3001)}), 400, "400", "系统看不懂"),
    "a seat without the deed": (_get("/house/people/"), 403, "not_allowed", "可以由系统管理员来做"),
    "a matter of the next town": (_of_the_next_town, 403, "not_allowed", "没有编号为 N000001 的事项"),
    "no such page": (_get("/no/such/page"), 404, "404", "地址可能写错了"),
    "no such town": (_get("/portal/110112999000/", who=""), 404, "404", "地址可能写错了"),
    "a post opened like a page": (_get("/dispatch/many"), 405, "405", "只接收表单"),
    "a page posted to": (_post("/house/reveals"), 405, "405", "没有写入任何内容"),
    "somebody was first": (_sent_already, 409, "illegal_move", "派给城乡建设办公室"),
    "more than is taken": (_post("/dispatch/many", note="水" * 1_000_000), 413, "413", "提交的内容太大了"),
    "a NUL in a field": (_post("/dispatch/many", unit="a\x00b"), 422, "422", "存不下的字符"),
    "no proof of work": (
        _post(f"/portal/{TOWN}/say", who="", words="村口路灯坏了", request_type="help", request_id="house-0001"),
        429,
        "more_work",
        "请稍等",
    ),
}


def answered(cast, which, **more):
    client, method, path, form = CASES[which][0](cast)
    client.raise_request_exception = False
    # urlencoded, as a form without files: that is what has a most
    told = {"data": "&".join(f"{key}={value}" for key, value in form.items()).replace("\x00", "%00")}
    kind = {"content_type": "application/x-www-form-urlencoded"} if method == "post" else {}
    return getattr(client, method)(path, **(told if method == "post" else {}), **kind, **more)


@pytest.mark.parametrize("which", CASES)
def test_a_script_is_told_by_name_and_in_words(cast, which):
    _make, status, error, says = CASES[which]
    before = Event.objects.count()
    answer = answered(cast, which, headers=JSON)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json"), answer.content[:300]
    told = answer.json()
    assert told["error"] == error and says in told["says"]
    if status == 429:
        assert told["bits"] > 0
    assert Event.objects.count() == before + (3 if which == "somebody was first" else which.endswith("next town"))


@pytest.mark.parametrize("which", [one for one in CASES if CASES[one][1] not in (409, 422, 429)])
def test_a_person_is_told_on_a_page_of_ours_with_a_way_on(cast, which):
    _make, status, _error, says = CASES[which]
    answer = answered(cast, which, headers={"accept": "text/html"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8"), page[:300]
    assert says in page and TITLES[status] in page
    assert 'href="/"' in page and "<h1" in page and "Traceback" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("status", TITLES)
def test_every_status_has_its_title_and_says_that_nothing_was_lost(rf, cast, status, language, settings):
    from django.utils import translation

    request = rf.get("/")
    request.user, request.seat, request.now, request.csp_nonce = cast.seats["water"].user, None, NOON, ""
    with translation.override(language):
        page = says_no(request, status, "这里是<b>理由</b>。").content.decode()
        assert translation.gettext(TITLES[status]) in page
        assert translation.gettext(KEPT) in page
    assert "这里是&lt;b&gt;理由&lt;/b&gt;。" in page  # a sentence may hold what somebody typed


def test_a_host_that_is_not_ours_is_refused_in_words(cast):
    client = Client(raise_request_exception=False)
    answer = client.get("/house/search?q=a", headers={"host": "evil.example"})
    assert answer.status_code == 400 and "evil.example" not in answer.content.decode()


def test_an_unknown_seat_in_the_session_falls_back_to_one_that_is_held(cast):
    client = cast.client("dispatcher")
    session = client.session
    session["seat"] = cast.seats["secretary"].pk
    session.save()
    assert client.get("/dispatch/").status_code == 200
    assert client.get("/leader/").status_code == 403
