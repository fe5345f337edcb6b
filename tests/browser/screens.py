"""Both sizes of a screen, what a toast tells, and whether a page fits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
both = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def told(page: Page, words: str) -> None:
    expect(page.locator(".toast").filter(has_text=words)).to_be_visible()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
