"""What this seat may do with a case as it stands, each in a dialog of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.desks.taskforce import forms, queries
from xiangyue.desks.taskforce.models import HardCase
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day

_LIVE = ("open", "acting", "resting")


@dataclass(frozen=True)
class Dialog:
    """`address` is the post's own; a form of None is that of one number (the matter to join)."""

    key: str
    label: str
    address: str
    form: django_forms.Form | None
    icon: str
    look: str = "secondary"
    takes_file: bool = False


def dialogs(case: HardCase, seat: Seat, at: datetime) -> list[Dialog]:
    return list(_offered(case, seat, at))


def _offered(case: HardCase, seat: Seat, at: datetime) -> Iterator[Dialog]:
    today = {"on": local_day(at).isoformat()}

    def made(key: str, label: str, form: Any, icon: str, **more: Any) -> Dialog:
        return Dialog(key, label, reverse(f"taskforce:{key}", args=[case.matter.number]), form, icon, **more)

    if case.state in _LIVE and may(seat, "taskforce.plan"):
        yield made("talk", _("记沟通"), forms.TalkForm(initial=today, auto_id="talk_%s"), "message")
        meeting = forms.MeetingForm(initial=today, auto_id="meet_%s")
        yield made("meet", _("记会商"), meeting, "users", takes_file=True)
    if case.state == "acting" and may(seat, "taskforce.check") and _confirms(case, seat):
        yield made("check", _("出清查看"), forms.CheckForm(auto_id="check_%s"), "clipboard-check")
    if case.state in ("open", "acting") and may(seat, "taskforce.plan"):
        yield made("join", _("并入一件事"), None, "git-merge")
        if not case.terms.exists():
            yield made("petition", _("是信访件"), forms.PetitionForm(auto_id="petition_%s"), "mail")
    if case.state in _LIVE and case.died_on is None and may(seat, "taskforce.plan"):
        yield made("death", _("诉求人去世"), forms.DeathForm(auto_id="death_%s"), "user", look="ghost")
    yield from _of_leaders(case, seat, at, made)


def _of_leaders(case: HardCase, seat: Seat, at: datetime, made: Any) -> Iterator[Dialog]:
    if case.state in _LIVE and may(seat, "taskforce.lead"):
        form = forms.LeadForm(town=seat.town, at=at, initial={"was": case.leader_id}, auto_id="hand_over_%s")
        yield made("hand_over", _("换包案领导"), form, "repeat", look="ghost")
    if not may(seat, "taskforce.approve"):
        return
    if case.state == "acting":
        yield made("rest", _("解释后搁置"), forms.RestForm(auto_id="rest_%s"), "clock-pause")
        yield made("close", _("办结"), forms.WordsForm(auto_id="close_%s"), "check", look="primary")
    if case.state in _LIVE and queries.has_withdrawn(case):
        yield made("close_withdrawn", _("因撤回结束"), forms.WordsForm(auto_id="withdrawn_%s"), "x", look="danger")
    if case.state in ("resting", "closed"):
        yield made("reopen", _("重新办理"), forms.WordsForm(auto_id="reopen_%s"), "refresh", look="danger")


def _confirms(case: HardCase, seat: Seat) -> bool:
    return bool(case.plans.filter(state="approved", test_unit_id=seat.unit_id).exists())
