"""Every page of every role: serious barriers none, complaints of the console none, under 200 KB, no sideways scroll on
a phone.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response
from role_pages import pages_of
from screens import DESK, PHONE

LIGHT = 200 * 1024
LIBRARIES = ("/vendor/echarts/", "/vendor/maplibre/")
ROLES = [
    "dispatcher",
    "reviewer",
    "caller",
    "water",
    "village",
    "secretary",
    "deputy",
    "district",
    "privacy",
    "auditor",
    "security",
    "statistician",
    "admin",
    "letters",
    "reception",
    "grid",
    "member",
    "steward",
]
axe = Axe()


@pytest.mark.parametrize("who", ROLES)
def test_every_page_is_open_to_all_quiet_light_and_narrow(people, busy, who):
    page = people.at(who)
    sizes: dict[str, int] = {}
    found: list[str] = []
    for path in pages_of(who, busy):
        response = page.goto(path)
        assert response is not None and response.status == 200, f"{who} {path}: {response and response.status}"
        if page.query_selector("[data-map]"):
            page.wait_for_load_state("networkidle")  # the map's library and worker come after the page
        found += [f"{who} {path}: {line}" for line in barriers(page)]
        weight = weigh(page, response, sizes)
        if weight > LIGHT:
            found.append(f"{who} {path}: {weight / 1024:.0f} KB")
        page.set_viewport_size(PHONE)
        found += [f"{who} {path}: {line}" for line in sideways(page)]
        page.set_viewport_size(DESK)
    assert found == []
    assert people.complaints == []


@pytest.mark.parametrize("who", ["dispatcher", "secretary", "caller", "water"])
def test_the_desks_have_no_barrier_on_a_phone(people, busy, who):
    page = people.at(who, size=PHONE)
    found: list[str] = []
    for path in [
        one for one in pages_of(who, busy) if one.startswith(("/dispatch/", "/leader/", "/callback/", "/matters/"))
    ]:
        page.goto(path)
        found += [f"{who} {path}: {line}" for line in sideways(page)]
        found += [f"{who} {path}: {line}" for line in barriers(page)]
    assert found == []
    assert people.complaints == []


def test_the_check_for_barriers_bites(people):
    page = people.at("admin", "/house/components")
    page.evaluate("document.querySelector('.btn').innerHTML = '<img src=x>'")
    assert any("image-alt" in line or "button-name" in line for line in barriers(page))


def test_the_check_of_the_console_bites(people):
    page = people.at("admin", "/house/components")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_timeout(100)
    assert any("CSP" in line for line in people.complaints)


def barriers(page: Page) -> Iterator[str]:
    """What axe calls serious or critical."""
    for one in axe.run(page).response["violations"]:
        if one["impact"] in ("serious", "critical"):
            yield f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}"


def sideways(page: Page) -> Iterator[str]:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        yield f"{over}px too wide for a phone"


def weigh(page: Page, response: Response, sizes: dict[str, int]) -> int:
    """Document, style sheets, scripts and pictures as gzip would send them, without the map and chart libraries."""
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    files = {name.split("#")[0] for name in names if urlsplit(name).path.startswith("/static/")}
    for name in files - sizes.keys():
        sizes[name] = len(gzip.compress(page.request.get(name).body()))
    return len(gzip.compress(response.body())) + sum(
        sizes[name] for name in files if not any(library in name for library in LIBRARIES)
    )
