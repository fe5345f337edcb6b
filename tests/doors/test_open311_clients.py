"""Clients that nobody here wrote, over real HTTP: `georeport` in both formats, and `three`."""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests as http
from cast import make_town
from georeport import GeoReport
from open311_helper import REQUEST, SERVICE, V2, App, ask_questions, breaches

from xiangyue.kernel.models import Matter


@pytest.fixture
def app(live_server, monkeypatch):
    return App(make_town(), monkeypatch)


@pytest.fixture
def three(monkeypatch):
    """Version 0.8.0 was written for Python 2: of its JSON side only the name `ifilter` is missing today."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    monkeypatch.delenv("OPEN311_CITY_INFO", raising=False)
    monkeypatch.delenv("OPEN311_API_KEY", raising=False)
    for name in [name for name in sys.modules if name.split(".")[0] == "three"]:
        monkeypatch.delitem(sys.modules, name)
    import three

    return three


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("by_town", [True, False])
def test_georeport_reads_services_definitions_and_requests(app, live_server, form, by_town):
    ask_questions(app.cast)
    first, second = app.new(**{"attribute[SIZE]": "s"}), app.new(service_code="W01", description="停水了 & <没水>")
    code = app.cast.town.code if by_town else None
    client = GeoReport(live_server.url + V2, jurisdiction=code, output_format=form)
    services = client.get_service_list()
    assert [one["service_code"] for one in services] == ["H01", "R01", "V01", "W01"]
    definition = client.get_service_definition("R01")
    attributes = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    assert [one["code"] for one in attributes] == ["NOTE", "SIZE", "DEPTH", "SEEN", "HIT"]
    listed = client.get_service_requests()
    assert [one["service_request_id"] for one in listed] == [second, first]
    one = client.get_service_request(second)
    assert (one["description"], one["status"]) == ("停水了 & <没水>", "open")
    assert (
        client.get_service_requests(
            status="open", start_date="2024-11-01T00:00:00Z", end_date="2024-11-30T00:00:00Z", service_code="R01,W01"
        )
        == listed
    )
    assert client.get_service_requests(service_request_id=f"{first},{second}") == listed
    if form == "json":
        assert breaches(services, [SERVICE]) + breaches(listed, [REQUEST]) + breaches(one, REQUEST) == []


def test_georeport_is_told_by_the_status_what_is_not_there(app, live_server):
    client = GeoReport(live_server.url + V2, jurisdiction="000000000000")
    with pytest.raises(http.HTTPError, match="404"):
        client.get_service_list()
    client = GeoReport(live_server.url + V2)
    with pytest.raises(http.HTTPError, match="404"):
        client.get_service_request("G0")
    with pytest.raises(http.HTTPError, match="400"):
        client.get_service_requests(start_date="yesterday")


def test_three_discovers_hands_in_lists_reads_one_and_follows_a_token(app, live_server, three):
    client = three.Three(live_server.url + V2, api_key=app.key, jurisdiction=app.cast.town.code)
    discovered = client.discovery(f"{live_server.url}/open311/discovery.json")
    assert b"GeoReport_v2" in discovered
    endpoint = client.discovery()["endpoints"][0]["url"]
    assert endpoint == live_server.url + V2
    client = three.Three(endpoint, api_key=app.key, jurisdiction=app.cast.town.code)
    assert [one["service_code"] for one in client.services()] == ["H01", "R01", "V01", "W01"]
    assert client.services("R01")["service_code"] == "R01"
    posted = client.post(
        "R01",
        address="大羊村东头",
        name="小草 林",
        phone="19900001234",
        description="路面有坑。",
        lat="39.7005",
        long="116.8012",
    )
    number = posted[0]["service_request_id"]
    assert [one["service_request_id"] for one in client.requests()] == [number]
    assert [
        one["service_request_id"] for one in client.requests("R01", start="11-01-2024", end="11-30-2024", count=5)
    ] == [number]
    assert client.request(number)[0]["description"] == "路面有坑。"
    token = client.post("W01", address="小务村", description="停水。", answer="token")[0]["token"]
    assert client.token(token)[0] == {
        "service_request_id": client.requests("W01")[0]["service_request_id"],
        "token": token,
    }
    assert client.post("NONE", lat="39.7", long="116.8")[0]["code"] == 404
    assert three.Three(endpoint).post("R01", lat="39.7", long="116.8")[0]["code"] == 403
    assert Matter.objects.count() == 2


def test_one_request_id_sent_by_eight_at_once_becomes_one_request(app, live_server):
    sent = {"api_key": app.key, "service_code": "R01", "lat": "39.7", "long": "116.8", "request_id": "r-1"}

    def hand_in(_: int) -> http.Response:
        return http.post(f"{live_server.url}{V2}/requests.json", data=sent, timeout=30)

    with ThreadPoolExecutor(8) as eight:
        answers = list(eight.map(hand_in, range(8)))
    assert sorted(one.status_code for one in answers) == [200] * 7 + [201]
    assert len({one.text for one in answers}) == 1
    assert Matter.objects.count() == 1
