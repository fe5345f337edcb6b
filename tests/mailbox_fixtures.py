"""Fixtures of the mailbox's tests: `pytest_plugins = ["mailbox_fixtures"]` in a test file."""

from __future__ import annotations

import pytest
from cast import NOON
from django.core.cache import cache
from mailbox_people import Phone, with_mailbox
from wechat_server import APPID, SECRET, Running

from xiangyue.house import moment


@pytest.fixture
def at_noon(monkeypatch):
    """The house's clock stands at noon, and nobody has been counted yet."""
    cache.clear()
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def mailbox_town(cast, own_media):
    return with_mailbox(cast)


@pytest.fixture
def wechat_running(settings):
    with Running() as running:
        settings.XIANGYUE_WECHAT_APPID, settings.XIANGYUE_WECHAT_SECRET = APPID, SECRET
        settings.XIANGYUE_WECHAT_API = running.address
        yield running


@pytest.fixture
def wechat(wechat_running):
    return wechat_running.wechat


@pytest.fixture
def phone(mailbox_town, wechat, at_noon):
    """The mini-program of 林小草, logged in."""
    made = Phone(wechat, "openid-xiaocao")
    made.log_in()
    return made
