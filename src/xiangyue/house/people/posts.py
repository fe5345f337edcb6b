"""What is done with seats and accounts, row by row."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.guard import came_from
from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, Asked, Form, one_of
from xiangyue.house.people import actions, queries
from xiangyue.house.people.addresses import set_networks
from xiangyue.house.people.forms import EndForm, ReasonForm, SeatForm
from xiangyue.kernel.models import ROLES, Place, Seat


def give(town: Place, **told: Any) -> actions.Given:
    return actions.give_seat(**told)


def seat_of_town(seat: Seat, pk: int) -> Seat:
    return get_object_or_404(queries.seats(seat.town), pk=pk)


def _given(asked: Asked, made: actions.Given) -> HttpResponse | None:
    return _shown_once(asked, made.seat, made.password) if made.password else None


def _reset(asked: Asked, password: str) -> HttpResponse:
    return _shown_once(asked, asked.subject, password)


def _shown_once(asked: Asked, one: Seat, password: str) -> HttpResponse:
    """The one-time password is the answer itself, and is not kept anywhere."""
    response = render(asked.request, "people/shown_once.html", {"one": one, "password": password})
    response["Cache-Control"] = "no-store"
    return response


def HERE(asked: Asked, name: str) -> str:
    """The network address from which the post came."""
    return came_from(asked.request)


_NETWORKS = {"role": one_of(ROLES, "请选择岗位。"), "networks": TEXT, "reason": TEXT, "address": HERE}
MANAGE = "people.manage"
_LOCK_REASON = {"": Form(ReasonForm, prefix="lock")}
POSTS = [
    *on(
        "addresses",
        back=lambda asked: reverse("house:people:addresses"),
        rows=(Post("networks", "addresses.set", set_networks, _NETWORKS, _("登录地址已设定，立即生效。")),),
    ),
    *on(
        "",
        back=lambda asked: reverse("house:people:seats"),
        rows=(Post("give", MANAGE, give, {"": Form(SeatForm)}, _("岗位已登记。"), address="given", shows=_given),),
    ),
    *on(
        "<int:pk>",
        fetch=seat_of_town,
        back=lambda asked, pk: reverse("house:people:seat", args=[pk]),
        rows=(
            Post("end", MANAGE, actions.end_seat, {"": Form(EndForm, prefix="end")}, _("岗位已结束或定了结束时间。")),
            Post(
                "reset",
                MANAGE,
                actions.reset_password,
                {"": Form(ReasonForm, prefix="reset")},
                address="password",
                shows=_reset,
            ),
            Post("lock", MANAGE, actions.lock, _LOCK_REASON, _("账号已锁定。")),
            Post("unpair", "people.second", actions.unpair, {"reason": TEXT}, _("已重置，本人下次登录时重新绑定。")),
            Post("unlock", MANAGE, actions.unlock, _LOCK_REASON, _("账号已解锁。"), address="unlocked"),
        ),
    ),
]
