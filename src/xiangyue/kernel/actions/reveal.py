"""Looking at what is sealed is a deed: with a reason, on the record, shown to the privacy officer and the person."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.kernel import access
from xiangyue.kernel.actions.record import Actor, record
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.sealing import contact

FIELDS = {"name": _("姓名"), "phone": _("电话"), "address": _("住址"), "mail": _("邮箱")}
TOGETHER = {"name,phone": _("姓名和电话")}  # what one call needs, looked at in one deed


def reveal(matter: Matter, *, field: str, reason: str, seat: Seat, at: datetime) -> str:
    """The value in the clear; of several fields ("name,phone") one line each. Handlers only on matters they lead (field
    C4); the empty string when none was given.
    """
    access.require(seat, "contact.reveal")
    if seat.role == "handler" and matter.lead_unit_id != seat.unit_id:
        raise NotAllowed("协办单位不直接看诉求人的联系方式，请通过市民诉求处置中心联系。")
    if field not in FIELDS and field not in TOGETHER:
        raise Refused("只能查看姓名、电话、住址或邮箱。")
    if not reason.strip():
        raise Refused("查看联系方式必须写明理由，记录会留给个人信息保护专员和诉求人本人。")
    if matter.requester is None:
        return ""
    record(
        matter,
        "contact_revealed",
        actor=Actor.of(seat),
        at=at,
        field=field,
        field_name=FIELDS.get(field) or TOGETHER[field],
        reason=reason.strip(),
    )
    return "\n".join(filter(None, (contact(matter.requester, one) for one in field.split(","))))
