"""Every method of GeoReport v2, in both formats, against the public rules of the standard."""

from __future__ import annotations

from datetime import datetime

import pytest
from cast import NOON
from open311_helper import DEFINITION, MOMENT, REQUEST, SERVICE, V2, App, ask_questions, breaches, said, tree

from xiangyue.doors.open311.models import Report
from xiangyue.kernel.actions import WORKER, move
from xiangyue.kernel.models import Matter


@pytest.fixture
def app(cast, monkeypatch):
    return App(cast, monkeypatch)


def plain(element):
    """XML by the Spark convention, so that it can be laid beside the JSON: everything is text, empty is None."""
    listed = {
        "services",
        "attributes",
        "values",
        "service_requests",
        "endpoints",
        "formats",
        "service_request_updates",
        "notes",
    }
    if element.tag in listed:
        return [plain(one) for one in element]
    return {one.tag: plain(one) for one in element} if len(element) else element.text


def as_text(value):
    if isinstance(value, dict):
        return {name: as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_text(part) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value)


@pytest.mark.parametrize("path", ["/open311/discovery", f"{V2}/discovery"])
def test_discovery_names_the_endpoint_its_formats_and_who_gives_out_keys(app, path):
    told = app.client.get(f"{path}.json").json()
    assert set(told) == {"changeset", "contact", "key_service", "endpoints"}
    endpoint = told["endpoints"][0]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["application/json", "text/xml"]
    assert endpoint["type"] == "test"  # the town is invented
    assert MOMENT.fullmatch(told["changeset"]) and datetime.fromisoformat(endpoint["changeset"]) < NOON
    assert "市民诉求处置中心" in told["contact"] and "市民诉求处置中心" in told["key_service"]
    assert plain(tree(app.client.get(f"{path}.xml"))) == as_text(told)


def test_services_are_todays_categories(app, cast):
    cast.categories["H01"].valid_to = "2024-11-05"
    cast.categories["H01"].save()
    answer = app.get("services.json", jurisdiction_id=cast.town.code)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    told = answer.json()
    assert breaches(told, [SERVICE]) == []
    assert [one["service_code"] for one in told] == ["R01", "V01", "W01"]
    assert told[0] == {
        "service_code": "R01",
        "service_name": "路面破损",
        "description": "道路 › 路面破损",
        "metadata": False,
        "type": "realtime",
        "keywords": "路面,坑,塌陷",
        "group": "道路",
    }
    assert plain(tree(app.get("services.xml"))) == as_text(told)


def test_a_service_definition_lists_its_questions_in_their_order(app, cast):
    ask_questions(cast)
    assert {one["service_code"]: one["metadata"] for one in app.get("services.json").json()}["R01"] is True
    told = app.get("services/R01.json").json()
    assert breaches(told, DEFINITION) == []
    assert [one["code"] for one in told["attributes"]] == ["NOTE", "SIZE", "DEPTH", "SEEN", "HIT"]
    assert told["attributes"][1]["values"][0] == {"key": "s", "name": "脸盆大"}
    assert plain(tree(app.get("services/R01.xml"))) == as_text(told)
    assert app.get("services/W01.json").json() == {"service_code": "W01", "attributes": []}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_is_handed_in_and_read_back(app, cast, form):
    answer = app.post(form, address_string="大羊村东头", media_url="https://photos.example.org/1.jpg", account_id="u-7")
    assert answer.status_code == 201
    got = answer.json() if form == "json" else plain(tree(answer))
    assert set(got[0]) == {"service_request_id", "service_notice", "account_id"} and got[0]["account_id"] == "u-7"
    number = got[0]["service_request_id"]
    matter = Matter.objects.get(town=cast.town, number=number)
    assert (matter.door, matter.state, matter.category.code, matter.received_at) == ("open311", "received", "R01", NOON)
    assert matter.place == cast.places["dayang"]
    assert matter.words == "村口路面有个坑。\n地点：大羊村东头\n附图链接：https://photos.example.org/1.jpg"
    told = app.get(f"requests/{number}.json").json()
    assert breaches(told, [REQUEST]) == []
    assert told == [
        {
            "service_request_id": number,
            "status": "open",
            "status_notes": f"从Open311收到，编号 {number}",
            "service_name": "路面破损",
            "service_code": "R01",
            "description": "村口路面有个坑。",
            "agency_responsible": None,
            "service_notice": None,
            "requested_datetime": "2024-11-05T12:00:00+08:00",
            "updated_datetime": "2024-11-05T12:00:00+08:00",
            "expected_datetime": None,
            "address": "大羊村***",
            "address_id": "dayang",
            "zipcode": None,
            "lat": 39.7005,
            "long": 116.8012,
            "media_url": "https://photos.example.org/1.jpg",
        }
    ]
    assert plain(tree(app.get(f"requests/{number}.xml"))) == as_text(told)
    assert app.get("requests.json").json() == told


def test_answers_to_the_questions_reach_the_handler(app, cast):
    ask_questions(cast)
    number = app.new(
        **{
            "attribute[SIZE]": "l",
            "attribute[DEPTH]": "12.5",
            "attribute[HIT][]": ["car", "foot"],
            "attribute[OTHER]": "别家的字段",
        }
    )
    words = Matter.objects.get(number=number).words
    assert words == "村口路面有个坑。\n坑有多大？：车轮大\n有多深（厘米）？：12.5\n影响了谁？：汽车、行人"
    assert app.get(f"requests/{number}.json").json()[0]["description"] == "村口路面有个坑。"


def test_json_is_taken_as_well_as_a_form(app, cast):
    ask_questions(cast)
    sent = {
        "api_key": app.key,
        "service_code": "R01",
        "lat": 39.7,
        "long": 116.8,
        "description": "坑",
        "attribute": {"SIZE": "s", "HIT": ["bike"]},
        "email": None,
    }
    answer = app.client.post(f"{V2}/requests.json", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert Matter.objects.get().words == "坑\n坑有多大？：脸盆大\n影响了谁？：自行车"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_token_stands_for_its_request(app, cast, form):
    answer = app.post(form, answer="token")
    got = (answer.json() if form == "json" else plain(tree(answer)))[0]
    assert "service_request_id" not in got
    found = app.get(f"tokens/{got['token']}.{form}")
    number = Report.objects.get().matter.number
    assert (found.json() if form == "json" else plain(tree(found))) == [
        {"service_request_id": number, "token": got["token"]}
    ]
    assert "token" in said(app.get(f"tokens/not-there.{form}"))
    assert app.get(f"tokens/not-there.{form}").status_code == 404


def test_a_closed_request_carries_the_moment_it_was_closed(app, cast):
    number = app.new()
    matter = Matter.objects.get(number=number)
    closed = NOON.replace(day=7)
    move(matter, to="closed", event="withdrawn", actor=WORKER, at=closed, reason="家里人自己填了")
    told = app.get(f"requests/{number}.json").json()[0]
    assert (told["status"], told["updated_datetime"]) == ("closed", "2024-11-07T12:00:00+08:00")
    assert told["status_notes"] == "诉求人撤回"  # the reason was said to the town alone


def test_a_very_long_description_is_taken_and_told_within_the_standards_limit(app):
    number = app.new(description="长" * 20_000)
    assert len(Matter.objects.get(number=number).words) == 20_000
    told = app.get(f"requests/{number}.json").json()
    assert breaches(told, [REQUEST]) == [] and told[0]["description"] == "长" * 3999 + "…"


def test_every_address_is_open_to_every_origin(app):
    for path in ("/open311/discovery.xml", f"{V2}/services.json", f"{V2}/requests.xml", f"{V2}/requests/none.json"):
        assert app.client.get(path)["Access-Control-Allow-Origin"] == "*"
    assert app.post()["Access-Control-Allow-Origin"] == "*"
    assert app.client.head(f"{V2}/services.json").status_code == 200
    assert app.client.delete(f"{V2}/requests.json").status_code == 405


def test_handing_in_needs_no_cookie_or_csrf_token(cast):
    from django.test import Client

    app = App(cast)
    app.client = Client(enforce_csrf_checks=True)
    assert app.post().status_code == 201
