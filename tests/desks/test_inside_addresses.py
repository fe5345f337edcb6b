"""A webhook or channel to an address inside is refused, with the way to mend it; one from before is not called."""

from __future__ import annotations

import pytest
from cast import NOON, later

from xiangyue.desks.notices import actions as notices
from xiangyue.desks.notices.models import Channel
from xiangyue.doors.api import hooks
from xiangyue.doors.api.models import WebHook
from xiangyue.kernel.errors import Refused


def test_neither_is_saved(cast, settings):
    settings.XIANGYUE_INSIDE_HOSTS = []
    with pytest.raises(Refused, match="XIANGYUE_INSIDE_HOSTS"):
        hooks.open_hook(url="http://169.254.169.254/x", names=[], seat=cast.seats["dispatcher"], at=NOON)
    told = {"kind": "sms", "title": "短信", "unit": None, "seat": cast.seats["admin"], "at": NOON}
    with pytest.raises(Refused, match="XIANGYUE_INSIDE_HOSTS"):
        notices.open_channel(cast.town, address="json://10.0.0.8/send?:phone={phone}", **told)
    assert not WebHook.objects.exists() and not Channel.objects.exists()


def test_a_hook_from_before_is_not_delivered_and_says_why(cast, settings):
    hook, _ = hooks.open_hook(url="http://127.0.0.1:9/x", names=[], seat=cast.seats["dispatcher"], at=NOON)
    WebHook.objects.update(last_event_id=0)
    cast.say(at=NOON)
    settings.XIANGYUE_INSIDE_HOSTS = []
    hooks.deliver_next(later(NOON, seconds=10))
    hook.refresh_from_db()
    assert (hook.error, hook.last_event_id, hook.tries) == ("推送地址在内网或本机，没有发出", 0, 1)
