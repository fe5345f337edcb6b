"""A list that is longer than a page goes on to its second page, and every matter is on exactly one of them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from cast import NOON


@pytest.mark.parametrize(
    ("who", "address"), [("dispatcher", "/dispatch/?tab=waiting"), ("roads", "/matters/mine?tab=to_sign")]
)
def test_the_second_page_opens(cast, sent, who, address):
    for row in range(45):
        at = NOON + timedelta(minutes=row)
        sent(at=at) if who == "roads" else cast.say(at=at)
    client, seen = cast.client(who), []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<span class="work-meta"><span class="num">(\w+)<', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following and urljoin(address, unescape(following[1]))
    assert len(seen) == 45 == len(set(seen))
