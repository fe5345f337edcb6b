"""The writer of a letter is told in WeChat, through a server that speaks its documented protocol."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.core.cache import cache

from xiangyue.desks.notices import actions
from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.ways import wechat as way
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Intake, Requester

pytest_plugins = ["mailbox_fixtures"]
TEMPLATE = "template-of-the-answer"


@pytest.fixture
def told(cast, wechat, at_noon):
    """A matter of somebody who is known by WeChat alone, dispatched; the channel is open."""
    cache.clear()
    wechat.templates[TEMPLATE] = ["character_string1", "thing2", "time3"]
    wechat.codes["code"] = "openid-xiaocao"
    actions.open_channel(
        cast.town, kind="wechat", title="微信", address=TEMPLATE, unit=None, seat=cast.seats["admin"], at=NOON
    )
    intake = Intake(
        number="L1",
        title="停水",
        words="停水两天了",
        received_at=NOON,
        requester=Requester(name="林小草", wechat="openid-xiaocao"),
    )
    matter = kernel.receive(cast.town, intake, door="mailbox", actor=kernel.REQUESTER, at=NOON)
    kernel.assign_lead(matter, unit=cast.units["water"], actor=kernel.WORKER, at=NOON)
    actions.tell(matter.events.get(name="dispatched"), NOON)
    return Notice.objects.get()


def send(at=NOON):
    while actions.send_next(at):
        pass
    return Notice.objects.get()


def test_the_message_carries_number_words_and_time_to_the_one_person(told, wechat):
    assert send().state == "sent"
    [message] = wechat.sent
    assert message["touser"] == "openid-xiaocao"
    assert message["page"] == "pages/letter/letter?number=L1"
    assert message["data"]["character_string1"] == {"value": "L1"}
    assert len(message["data"]["thing2"]["value"]) <= 20
    assert "林小草" not in str(message)


def test_one_access_token_serves_many_and_an_old_one_is_renewed(told, wechat, cast):
    send()
    wechat.expire_token()
    Notice.objects.update(state="waiting", next_try_at=NOON)
    assert send().state == "sent"
    assert wechat.tokens_given == 2
    Notice.objects.update(state="waiting", next_try_at=NOON)
    send()
    assert wechat.tokens_given == 2


def test_somebody_who_did_not_subscribe_is_not_asked_again(told, wechat):
    wechat.refused.add(("openid-xiaocao", TEMPLATE))
    notice = send()
    assert (notice.state, "没有订阅" in notice.error, notice.tries) == ("failed", True, 1)


@pytest.mark.parametrize("mood", ["busy", "garbage", "broken", "elsewhere"])
def test_a_wechat_that_is_unwell_is_tried_again_and_no_secret_stands_in_the_row(told, wechat, mood, settings):
    wechat.mood = mood
    notice = send()
    assert notice.state == "waiting"
    assert notice.error
    assert settings.XIANGYUE_WECHAT_SECRET not in notice.error
    wechat.mood = "well"
    assert send(later(NOON, minutes=10)).state == "sent"


def test_without_the_apps_number_the_administrator_is_told(told, settings):
    settings.XIANGYUE_WECHAT_SECRET = ""
    notice = send()
    assert (notice.state, "XIANGYUE_WECHAT_SECRET" in notice.error) == ("failed", True)
    assert way.message_of(notice)["template_id"] == TEMPLATE
