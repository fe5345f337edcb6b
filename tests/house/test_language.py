"""Chinese first, English by choice; a browser's preference does not count."""

from __future__ import annotations


def test_a_page_is_chinese_whatever_the_browser_prefers(client, db):
    page = client.get("/login", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")
    assert page["Content-Language"] == "zh-hans"
    assert "登录" in page.content.decode()


def test_the_reader_chooses_english_and_back(client, db):
    client.post("/house/language", {"language": "en", "next": "/login"})
    assert "Log in" in client.get("/login").content.decode()
    client.post("/house/language", {"language": "zh-hans", "next": "/login"})
    assert "Log in" not in client.get("/login").content.decode()


def test_labels_that_come_from_code_are_english_too(cast):
    client = cast.client("water")
    client.post("/house/language", {"language": "en", "next": "/"})
    page = client.get("/matters/mine").content.decode()
    assert "To do" in page
    assert "待我办" not in page
