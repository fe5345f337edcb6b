"""A sealed page opens from a disk with its passphrase, and shows nothing without."""

from __future__ import annotations

import pytest

from xiangyue.lib.locked_page import locked

pytestmark = pytest.mark.browser
PAGE = "<!doctype html><html><head><style>td{color:red}</style></head><body><h1>未办结</h1><td>x</td></body></html>"


def test_it_opens_offline_with_the_passphrase_alone(chromium, tmp_path):
    file = tmp_path / "pack.html"
    file.write_text(locked(PAGE, title="工作包 <1>", passphrase="correct horse battery"), encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.fill("#said", "wrong horse battery")
    page.click("button")
    page.get_by_text("口令不对").wait_for()
    page.fill("#said", "correct horse battery")
    page.click("button")
    page.get_by_role("heading", name="未办结").wait_for()
    assert page.locator("#lock").count() == 0
    context.close()
