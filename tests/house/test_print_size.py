"""大字版 without scripts: a form, a cookie, back to where one was."""

from __future__ import annotations

import pytest
from django.test import Client

TOWN = "110112117000"


@pytest.fixture
def reader(cast):
    return Client()


def test_one_touch_makes_it_large_and_another_takes_it_back(reader):
    home = f"/portal/{TOWN}/"
    assert 'data-size="plain"' in reader.get(home).content.decode()
    answer = reader.post("/house/print", {"print": "large", "next": home})
    assert (answer.status_code, answer["Location"]) == (302, home)
    page = reader.get(home).content.decode()
    assert 'data-size="large"' in page and 'aria-pressed="true"' in page
    reader.post("/house/print", {"print": "plain", "next": home})
    assert 'data-size="plain"' in reader.get(home).content.decode()


def test_nobody_is_led_elsewhere(reader):
    assert reader.post("/house/print", {"print": "large", "next": "https://elsewhere.example/"})["Location"] == "/"
