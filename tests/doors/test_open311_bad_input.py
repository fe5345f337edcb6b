"""Whatever is sent, the answer is a sentence in the standard's shape, and nothing is written."""

from __future__ import annotations

import json

import pytest
from cast import make_town
from open311_helper import V2, App, ask_questions, said, tree

from xiangyue.kernel.models import Event, Matter, Party, Rule

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def app(cast, monkeypatch):
    return App(cast, monkeypatch)


BAD = [
    ({"service_code": "NONE"}, 404, "没有这个 service_code"),
    ({"service_code": None}, 400, "缺少 service_code"),
    ({"jurisdiction_id": "999999999999"}, 404, "jurisdiction_id"),
    ({"lat": None, "long": None}, 400, "缺少位置"),
    ({"long": None}, 400, "缺少 long"),
    ({"lat": ""}, 400, "缺少 lat"),
    ({"lat": "116.8", "long": "39.7"}, 400, "写反"),
    ({"lat": "north"}, 400, "度数"),
    ({"lat": "nan"}, 400, "度数"),
    ({"lat": "1e2"}, 400, "度数"),
    ({"lat": "３９"}, 400, "度数"),
    ({"lat": "48.85", "long": "2.35"}, 400, "不在永乐店镇范围内"),
    ({"coordinates": "bd09"}, 400, "gcj02"),
    ({"lat": None, "long": None, "address_id": "nowhere"}, 400, "address_id"),
    ({"description": "长" * 20_001}, 400, "最多 20000 字"),
    ({"address_string": "长" * 501}, 400, "address_string"),
    ({"first_name": "长" * 201}, 400, "first_name"),
    ({"request_id": "x" * 65}, 400, "request_id"),
    ({"email": "not an address"}, 400, "email"),
    ({"answer": "id"}, 400, "answer"),
    ({"media_url": "javascript:alert(1)//.svg"}, 400, "media_url"),
    ({"media_url": "data:image/svg+xml,<svg/>"}, 400, "media_url"),
    ({"media_url": "file://localhost/etc/passwd"}, 400, "media_url"),
    ({"media_url": "http://"}, 400, "media_url"),
    ({"media_url": "http://[::1"}, 400, "media_url"),
    ({"media_url": "https://who:pass@example.org/a.jpg"}, 400, "media_url"),
    ({"media_url": 'https://example.org/"onload="x'}, 400, "media_url"),
    ({"media_url": "https://e.org/" + "a" * 500}, 400, "media_url"),
    ({"api_key": None}, 403, "api_key"),
    ({"api_key": "wrong"}, 403, "api_key"),
    ({"api_key": "\x00"}, 403, "api_key"),
]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(("fields", "status", "says"), BAD)
def test_what_is_wrong_is_said_and_nothing_is_written(app, form, fields, status, says):
    answer = app.post(form, **fields)
    assert answer.status_code == status and says in said(answer)
    assert (
        not Matter.objects.exists() and not Event.objects.exists() and not Party.objects.exclude(kind="unit").exists()
    )


def test_everything_that_is_wrong_is_said_at_once(app):
    answer = app.post(lat="99", media_url="ftp://x", email="x")
    assert [len(answer.json()), answer.status_code] == [3, 400]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "缺少必填的 attribute[SIZE]"),
        ({"attribute[SIZE]": "xxl"}, "只能从 s、l 里选"),
        ({"attribute[SIZE]": ["s", "l"]}, "只能有一个值"),
        ({"attribute[SIZE]": "s", "attribute[DEPTH]": "deep"}, "不是数字"),
        ({"attribute[SIZE]": "s", "attribute[DEPTH]": "inf"}, "不是数字"),
        ({"attribute[SIZE]": "s", "attribute[SEEN]": "yesterday"}, "日期时间"),
        ({"attribute[SIZE]": "s", "attribute[HIT]": ["car", "cat"]}, "只能从"),
    ],
)
def test_answers_that_do_not_fit_their_question_are_refused(app, cast, answers, says):
    ask_questions(cast)
    answer = app.post(**answers)
    assert answer.status_code == 400 and says in said(answer)


def test_a_towns_malformed_questions_are_told_not_guessed(app, cast):
    Rule.objects.create(
        town=cast.town,
        kind="open311",
        key="R01",
        valid_from="2023-01-01",
        value={"attributes": [{"code": "X", "datatype": "colour", "description": "?"}]},
        source="测试用",
    )
    assert "datatype" in said(app.post()) and "datatype" in said(app.get("services/R01.xml"))
    assert app.get("services.json").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "null",
        '{"lat": {"a": 1}}',
        '{"lat": true}',
        '{"description": ["x"]}',
        "[" * 100_000,
        '{"attribute": {"A": {"b": 1}}}',
        '{"lat": 1e999}',
        '{"lat": ' + "9" * 6000 + "}",
        '"x"',
    ],
)
def test_json_that_is_no_service_request_is_refused(app, body):
    address = f"{V2}/requests.json?api_key={app.key}"
    answer = app.client.post(address, body, content_type="application/json")
    assert answer.status_code in (400, 404) and said(answer)


def test_what_no_database_can_hold_is_left_out(app):
    sent = json.dumps(
        {
            "api_key": app.key,
            "service_code": "R01",
            "lat": 39.7,
            "long": 116.8,
            "description": "坑\x00\x0b很大\ud800。",
            "first_name": "\ud83d",
            "phone": "199-0000-0001",
        }
    )
    answer = app.client.post(f"{V2}/requests.json", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert Matter.objects.get().words == "坑很大。"
    tree(app.get("requests.xml"))


def test_a_file_a_flood_of_fields_and_a_broken_body_are_refused(app):
    from django.core.files.uploadedfile import SimpleUploadedFile

    photo = SimpleUploadedFile("a.svg", b"<svg onload='x'/>", content_type="image/svg+xml")
    assert "不是能识别的照片" in said(app.post(media=photo))
    address = f"{V2}/requests.xml"
    form = "application/x-www-form-urlencoded"
    assert "太大" in said(app.client.post(address, "a=" + "b" * 3_000_000, content_type=form))
    assert said(app.client.post(address, "&".join(f"a{n}=1" for n in range(4000)), content_type=form))
    assert said(app.client.post(address, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"))
    assert said(app.client.post(address, b"a=1", content_type="multipart/form-data"))
    assert app.client.post(address, b"\xff\xfe=\xff", content_type=form).status_code == 400


def test_script_in_every_field_comes_back_inert(app):
    fields = ("description", "address_string", "first_name", "last_name", "phone", "device_id", "account_id")
    number = app.new(
        **dict.fromkeys(fields, SCRIPT), media_url="https://example.org/a.svg?x=<script>".replace("<script>", "%3Cs%3E")
    )
    for path in (f"requests/{number}", "requests", "servicerequestupdates", f"requests/{SCRIPT}", f"services/{SCRIPT}"):
        for form in ("json", "xml"):
            answer = app.client.get(f"{V2}/{path}.{form}?extensions=true")
            assert b"<script" not in answer.content
            assert answer["X-Content-Type-Options"] == "nosniff"
            tree(answer) if answer["Content-Type"].startswith("text/xml") else answer.json()
    for form in ("json", "xml"):
        for name in (*fields, "service_code", "lat", "media_url", "email", "answer", "coordinates", "jurisdiction_id"):
            assert b"<script" not in app.post(form, **{name: SCRIPT}).content
    assert app.get(f"requests/{number}.json").json()[0]["description"] == SCRIPT


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services.html", 400),
        ("requests.txt", 400),
        ("discovery.rss", 400),
        ("requests/x.y.csv", 400),
        ("services", 404),
        ("nothing.json", 404),
        ("requests/", 404),
        ("services/NONE.json", 404),
        ("services/NONE.xml", 404),
        ("requests/G1.json", 404),
        ("tokens/%00.json", 404),
        ("services.json?jurisdiction_id=%00", 200),
        ("services.json?jurisdiction_id=1", 404),
        ("requests.json?service_request_id=%00,%ff", 200),
    ],
)
def test_an_address_that_is_not_there_is_answered_in_the_standards_shape(app, path, status):
    answer = app.client.get(f"{V2}/{path}")
    assert answer.status_code == status
    if status != 200:
        said(answer)


def test_several_towns_have_to_be_told_apart(app, cast):
    make_town(code="110112118000", name="另一镇")
    for form in ("json", "xml"):
        answer = app.get(f"services.{form}")
        assert answer.status_code == 400 and "jurisdiction_id" in said(answer)
    assert "jurisdiction_id" in said(app.post())
    assert app.post(jurisdiction_id=cast.town.code).status_code == 201
    assert len(app.get("services.json", jurisdiction_id="110112118000").json()) == 4
