"""What clients that others wrote send, byte for byte: FixMyStreet's, the adapter's, browsers' and scripts'."""

from __future__ import annotations

import socket
from email.parser import BytesHeaderParser
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from cast import NOON, later, make_town
from open311_helper import V2, App, ask_questions, said
from PIL import Image

from xiangyue.kernel.models import Attachment, Matter, Place
from xiangyue.kernel.sealing import contact

FORM = "application/x-www-form-urlencoded"
HERE = "lat=39.7005&long=116.8012"


class Heard(NamedTuple):
    status_code: int
    headers: dict
    content: bytes

    def __getitem__(self, name):
        return self.headers[name]

    def json(self):
        import json

        return json.loads(self.content)


@pytest.fixture
def app(live_server, monkeypatch):
    return App(make_town(), monkeypatch)


@pytest.fixture
def wire(live_server):
    """A function that sends these very bytes and gives what came back."""

    def send(method: str, path: str, body: bytes = b"", *headers: str) -> Heard:
        host = urlsplit(live_server.url).netloc
        head = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
        if body:
            head.append(f"Content-Length: {len(body)}")
        with socket.create_connection(host.split(":"), timeout=60) as way:
            way.sendall("\r\n".join([*head, "", ""]).encode() + body)
            came = b""
            while piece := way.recv(65536):
                came += piece
        top, _, rest = came.partition(b"\r\n\r\n")
        first, _, lines = top.partition(b"\r\n")
        return Heard(int(first.split()[1]), dict(BytesHeaderParser().parsebytes(lines + b"\r\n\r\n")), rest)

    return send


def post(wire, app, more: str | bytes, *, form: str = "json", kind: str = FORM) -> Heard:
    more = more.encode() if isinstance(more, str) else more
    body = f"api_key={app.key}&jurisdiction_id={app.cast.town.code}&service_code=R01&".encode() + more
    return wire("POST", f"{V2}/requests.{form}", body, f"Content-Type: {kind}")


def test_text_that_is_no_utf_8_is_refused_in_the_asked_format(app, wire):
    gbk = "路灯".encode("gbk")
    for bad in (b"%C2%B7%B5%C6", gbk, b"".join(b"%%%02X" % byte for byte in gbk)):
        for form in ("json", "xml"):
            answer = post(wire, app, f"{HERE}&description=".encode() + bad, form=form)
            assert (answer.status_code, "UTF-8" in said(answer)) == (400, True)
    answer = post(wire, app, f"{HERE}&description=x", kind=f"{FORM}; charset=iso-8859-1")
    assert (answer.status_code, "UTF-8" in said(answer)) == (400, True)
    latin = post(wire, app, f"{HERE}&description=x", form="xml", kind=f"{FORM}; charset=GBK")
    assert (latin.status_code, bool(said(latin))) == (400, True)
    assert not Matter.objects.exists()
    assert post(wire, app, f"{HERE}&description=%E8%B7%AF%E7%81%AF", kind=f"{FORM}; charset=utf-8").status_code == 201


def test_nought_nought_with_an_address_is_no_point(app, wire):
    answer = post(wire, app, "lat=0.0&long=0.0&address_string=%E5%B0%8F%E5%8A%A1%E6%9D%91&description=a")
    assert answer.status_code == 201
    assert Matter.objects.get().lat is None
    assert post(wire, app, "lat=0.0&long=0.0&description=b").status_code == 400


def test_any_number_of_decimals(app, wire):
    answer = post(wire, app, "lat=39.700000000000003&long=116.780000000000001136868377&description=a")
    assert answer.status_code == 201
    assert Matter.objects.get().lon == pytest.approx(116.78)


def test_an_offset_without_colon_a_blank_for_the_t_and_for_the_plus(app, wire):
    number = app.new()
    start = f"{later(NOON, days=-1):%Y-%m-%d}"
    for since in (
        f"{start}T00:00:00%2B0800",
        f"{start}T00:00:00+0800",
        f"{start}%2000:00:00%2B08:00",
        f"{start}T00:00:00Z",
    ):
        answer = wire("GET", f"{V2}/requests.json?start_date={since}")
        assert [one["service_request_id"] for one in answer.json()] == [number], since


def test_a_browsers_question_before_it_posts(app, wire):
    asked = ("Origin: https://app.example", "Access-Control-Request-Method: POST")
    answer = wire("OPTIONS", f"{V2}/requests.json", b"", *asked, "Access-Control-Request-Headers: content-type")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "content-type" in answer["Access-Control-Allow-Headers"].lower()
    posted = post(wire, app, f"{HERE}&description=a")
    assert (posted.status_code, posted["Access-Control-Allow-Origin"]) == (201, "*")


def test_the_town_need_not_be_named_where_one_is_served_and_a_neighbour_is_not_here(app, wire):
    for number in range(3):
        Place.objects.create(code=f"11011211{number}000", name=f"邻镇{number}", level="town")
    assert wire("GET", f"{V2}/services.xml").status_code == 200
    neighbour = wire("GET", f"{V2}/services.json?jurisdiction_id=110112111000")
    assert (neighbour.status_code, bool(said(neighbour))) == (404, True)


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("POST", f"{V2}/servicerequestupdates.xml", 405, "text/xml"),
        ("POST", f"{V2}/services.json", 405, "application/json"),
        ("PUT", f"{V2}/requests.xml", 405, "text/xml"),
        ("GET", f"{V2}/request.json", 404, "application/json"),
        ("POST", f"{V2}/requests", 404, "text/xml"),
        ("GET", f"{V2}/requests.json/", 404, "application/json"),
        ("GET", f"{V2}/%00.json", 404, "application/json"),
        ("GET", "/open311/v3/services.xml", 404, "text/xml"),
        ("GET", "/open311/", 404, "text/xml"),
        ("GET", f"{V2}/services.html", 400, "text/xml"),
    ],
)
def test_a_wrong_address_is_told_in_the_asked_format(app, wire, method, path, status, kind):
    answer = wire(method, path, b"a=1" if method in ("POST", "PUT") else b"", f"Content-Type: {FORM}")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (status, kind)
    assert said(answer)
    if status == 405:
        assert "GET" in answer["Allow"]


def test_what_changed_since(app, wire):
    number = app.new()
    later_than_all = wire("GET", f"{V2}/requests.json?updated_after=2099-01-01T00:00:00Z")
    assert (later_than_all.status_code, later_than_all.json()) == (200, [])
    assert wire("GET", f"{V2}/requests.json?updated_after=2030-01-01%2000:00:00-06:00").json() == []
    since = f"{later(NOON, minutes=-1):%Y-%m-%dT%H:%M:%SZ}"
    for asked in (f"updated_after={since}", f"updated_after={since}&updated_before=2099-01-01", "updated_before=2099"):
        answer = wire("GET", f"{V2}/requests.json?{asked}")
        if asked.endswith("2099"):
            assert answer.status_code == 400
        else:
            assert [one["service_request_id"] for one in answer.json()] == [number]
    assert wire("GET", f"{V2}/requests.json?updated_before={since}").json() == []
    told = app.get("requests.json").json()[0]["updated_datetime"].replace("+", "%2B")
    same = wire("GET", f"{V2}/requests.json?updated_after={told}&updated_before={told}")
    assert [one["service_request_id"] for one in same.json()] == [number]


@pytest.mark.parametrize("moment", ["2025-01-05T10:00", "2025-01-05T10:00:00%2B0800", "2025-01-05+10:00"])
def test_a_moment_without_zone_answers_a_question(app, wire, moment):
    ask_questions(app.cast)
    answer = post(wire, app, f"{HERE}&description=a&attribute%5BSIZE%5D=s&attribute%5BSEEN%5D={moment}")
    assert answer.status_code == 201, answer.content.decode()


def test_every_media_url_is_kept(app, wire):
    links = "media_url=https%3A//a.example/1&media_url=https%3A//a.example/2&media_url%5B2%5D=https%3A//a.example/3"
    assert post(wire, app, f"{HERE}&description=a&{links}").status_code == 201
    words = Matter.objects.get().words
    assert all(f"https://a.example/{number}" in words for number in (1, 2, 3))
    assert app.get("requests.json").json()[0]["media_url"] == "https://a.example/1"


def test_more_numbers_than_are_looked_up_are_refused_not_cut(app, wire):
    asked = ",".join(f"G{number}" for number in range(1001))
    assert wire("GET", f"{V2}/requests.json?service_request_id={asked}").status_code == 400
    number = app.new()
    asked = ",".join([*(f"G{n}" for n in range(999)), number])
    assert len(wire("GET", f"{V2}/requests.json?service_request_id={asked}").json()) == 1


def test_the_end_of_a_span_is_the_end_of_what_was_told(app, wire):
    app.at = later(NOON, seconds=7.25)
    number = app.new()
    told = app.get("requests.json").json()[0]["requested_datetime"].replace("+", "%2B")
    answer = wire("GET", f"{V2}/requests.json?start_date={told}&end_date={told}")
    assert [one["service_request_id"] for one in answer.json()] == [number]


def test_a_long_name_is_kept_whole(app, wire):
    name = "a" * 31
    assert post(wire, app, f"{HERE}&description=a&first_name=b&last_name={name}").status_code == 201
    assert contact(Matter.objects.get().requester, "name") == f"b {name}"


def test_a_status_in_capitals(app, wire):
    number = app.new()
    assert [one["service_request_id"] for one in wire("GET", f"{V2}/requests.json?status=OPEN").json()] == [number]
    assert wire("GET", f"{V2}/requests.json?status=Closed").json() == []


def test_photos_that_come_as_files_are_kept(app, wire, own_media):
    def photo(colour: str) -> bytes:
        out = BytesIO()
        Image.new("RGB", (8, 8), colour).save(out, "JPEG")
        return out.getvalue()

    fields = {"api_key": app.key, "service_code": "R01", "lat": "39.7005", "long": "116.8012", "description": "坑"}
    parts = [
        f'--xYzZY\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for number, colour in enumerate(("red", "blue")):
        head = f'Content-Disposition: form-data; name="photo{number}"; filename="{colour}.jpg"'
        parts.append(f"--xYzZY\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + photo(colour) + b"\r\n")
    body = b"".join([*parts, b"--xYzZY--\r\n"])
    kind = "Content-Type: multipart/form-data; boundary=xYzZY"
    assert wire("POST", f"{V2}/requests.json", body, kind).status_code == 201
    assert Attachment.objects.filter(matter=Matter.objects.get()).count() == 2
    assert wire("POST", f"{V2}/requests.json", body, kind).status_code == 200
    assert Attachment.objects.count() == 2


def test_a_report_sent_again_after_a_time_out_is_one_matter(app, wire):
    first = post(wire, app, f"{HERE}&description=a&email=who%40example.org")
    app.at = later(NOON, minutes=14)
    again = post(wire, app, f"{HERE}&description=a&email=who%40example.org")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()[0]["service_request_id"] == again.json()[0]["service_request_id"]
    assert post(wire, app, f"{HERE}&description=b&email=who%40example.org").status_code == 201
    app.at = later(NOON, hours=2)
    assert post(wire, app, f"{HERE}&description=a&email=who%40example.org").status_code == 201
    assert Matter.objects.count() == 3


def test_fixmystreets_own_post(app, wire):
    """As Open311.pm puts it together: a form by LWP, empty fields left in, an attribute for each extra."""
    body = (
        f"jurisdiction_id={app.cast.town.code}&api_key={app.key}&service_code=R01&address_string=&lat=39.7005"
        "&long=116.8012&email=test%40example.org&first_name=%E6%9E%97&last_name=%E5%B0%8F%E8%8D%89"
        "&description=Pothole%20outside%20the%20school%0A%0A&phone=&device_id=&account_id="
        "&media_url=http%3A%2F%2Fwww.example.org%2Fphoto%2F1.0.jpeg%3F74e33622"
        "&attribute%5Btitle%5D=Pothole&attribute%5Breport_url%5D=http%3A%2F%2Fexample.org%2Freport%2F1"
        "&attribute%5Beasting%5D=1&requested_datetime=2024-11-04T04%3A00%3A00%2B00%3A00"
    ).encode()
    answer = wire("POST", f"{V2}/requests.xml", body, f"Content-Type: {FORM}", "User-Agent: libwww-perl/6.68", "TE: d")
    assert answer.status_code == 201, answer.content.decode()
    assert answer.content.count(b"<service_request_id>") == 1
