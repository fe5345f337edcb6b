"""The address that everybody opens first; HEAD on every page; the picture that browsers ask for."""

from __future__ import annotations

import pytest
from django.test import Client


def test_a_resident_finds_the_portal_and_staff_their_day_or_the_log_in(cast):
    assert Client().get("/").url == "/portal/"
    assert cast.client("secretary").get("/").status_code == 200
    ended = Client()
    ended.cookies["sessionid"] = "ended"
    assert ended.get("/").url == "/login?next=/"


@pytest.mark.parametrize(
    "address", ["/portal/", "/portal/110112117000/", "/house/health", "/dispatch/?as=csv", "/dispatch/"]
)
def test_head_is_answered_as_get_without_the_body(cast, address):
    client = cast.client("dispatcher")
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.get("Content-Type")) == (got.status_code, got.get("Content-Type"))
    assert (b"".join(head.streaming_content) if head.streaming else head.content) == b""


def test_a_post_alone_is_no_page_for_head_either(cast):
    assert cast.client("dispatcher").head("/dispatch/send").status_code in (404, 405)


def test_the_favicon_leads_to_the_seal():
    assert Client().get("/favicon.ico").url.endswith("house/seal.svg")
