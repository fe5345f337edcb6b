"""What is done in the register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import SEAT, Form
from xiangyue.kernel.models import Place, Seat
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.pages import TABLE, what_came
from xiangyue.ledgers.firms import actions, queries
from xiangyue.ledgers.firms.columns import import_sheet
from xiangyue.ledgers.firms.forms import FirmForm

KEEP = "firms.keep"


def keep(town: Place, *, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.keep_firm(town, actions.FirmFacts(**told), seat=seat, at=at)


def bring(town: Place, *, table: tuple[bytes, str], seat: Seat, at: datetime) -> Sheet:
    data, filename = table
    return import_sheet(data, filename=filename, seat=seat, at=at)


def _register(asked: Any, **address: Any) -> str:
    return reverse("firms:register")


POSTS = [
    *on(
        "",
        back=_register,
        rows=(
            Post("keep_firm", KEEP, keep, {"": Form(FirmForm)}, _("企业名册已更新。"), address="new"),
            Post("sheet", KEEP, bring, {"table": TABLE}, what_came),
        ),
    ),
    *on(
        "<int:pk>",
        fetch=queries.firm_of,
        back=_register,
        rows=(Post("steward", KEEP, actions.set_steward, {"steward": SEAT}, _("服务专员已定。")),),
    ),
]
