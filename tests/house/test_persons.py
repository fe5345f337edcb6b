"""A person asks what we have of them, and that it be deleted: the privacy officer does it, and it is told."""

from __future__ import annotations

import pytest
from cast import NOON
from django.urls import reverse

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import verify
from xiangyue.kernel.sealing import contact


@pytest.fixture
def ended(cast):
    matter = cast.say(words="联系人林小草，路灯坏了")
    kernel.withdraw(matter, reason="修好了", at=NOON)
    return matter


def test_the_officer_finds_hands_over_and_forgets(cast, ended):
    officer = cast.client("privacy")
    page = officer.post(reverse("house:persons:find"), {"phone": "+86 199 0000 1234"})
    shown = page.content.decode()
    assert "林某" in shown and "199****1234" in shown and ended.number in shown
    assert "林小草" not in shown and page["Cache-Control"] == "no-store"

    copy = officer.post(reverse("house:persons:hand_over", args=[ended.requester_id]), {"reason": "本人当面，看过证件"})
    told = copy.json()
    assert told["person"]["phone"] == "19900001234"
    assert [one["words"] for one in told["matters"]] == ["联系人林小草，路灯坏了"]
    assert any("撤回" in line["says"] for line in told["matters"][0]["story"])

    gone = officer.post(reverse("house:persons:forget", args=[ended.requester_id]), {"reason": "本人书面要求"})
    assert gone.status_code == 302
    kept = Matter.objects.select_related("requester__key").get(pk=ended.pk)
    assert contact(kept.requester, "phone") == ""
    assert (
        "没有用这个电话来过的人"
        in officer.post(reverse("house:persons:find"), {"phone": "19900001234"}).content.decode()
    )
    names = list(Event.objects.filter(matter__kind="house").values_list("name", flat=True))
    assert names[-2:] == ["person_told", "person_forgotten"]
    assert list(verify(cast.town)) == []


@pytest.mark.parametrize("who", ["dispatcher", "water", "secretary", "admin"])
def test_nobody_else_may(cast, ended, who):
    client = cast.client(who)
    assert client.get(reverse("house:persons:persons")).status_code == 403
    for what in ("hand_over", "forget"):
        answer = client.post(reverse(f"house:persons:{what}", args=[ended.requester_id]), {"reason": "好奇"})
        assert answer.status_code == 403
    assert contact(ended.requester, "phone") == "19900001234"


def test_without_a_reason_nothing_is_handed_over(cast, ended):
    answer = cast.client("privacy").post(
        reverse("house:persons:hand_over", args=[ended.requester_id]),
        {"reason": " "},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 422 and "身份" in answer.json()["says"]


def test_who_told_something_about_the_officer_stays_unknown_to_them(cast, ended):
    kernel.receive(
        cast.town,
        kernel.Intake("R1", "举报", "举报冯专员泄露电话", NOON, request_type="report", known=ended.requester),
        door="hotline",
        actor=kernel.UPPER,
        at=NOON,
    )
    officer = cast.client("privacy")
    assert (
        "没有用这个电话来过的人"
        in officer.post(reverse("house:persons:find"), {"phone": "19900001234"}).content.decode()
    )
    for what in ("hand_over", "forget"):
        address = reverse(f"house:persons:{what}", args=[ended.requester_id])
        assert officer.post(address, {"reason": "本人要求"}).status_code == 404
