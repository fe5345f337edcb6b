"""Taking in a firm's request: nothing is too small or too big, each has one first contact from the first moment
(首问责任).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from xiangyue.doors.enterprise.actions.firms import find_or_add, is_steward
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.models import Firm, Request
from xiangyue.doors.enterprise.rules import CHANNELS, class_of, tidy, title_of, without_firm, wrong_request
from xiangyue.kernel import access, receipts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.receive import phone_fingerprint
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.lib.phones import tidy_phone

CONTACT_IS = "联系人："  # in the sealed name of a sensitive request, between the firm and the person


@dataclass(frozen=True)
class NewRequest:
    """What a firm asks for. `topic` may be anything; `request_id` is the page's key against sending twice, "" at the
    desk.
    """

    firm_name: str
    words: str
    contact: str
    phone: str
    firm_code: str = ""
    topic: str = ""
    is_sensitive: bool = False
    channel: str = "网页"
    request_id: str = ""


@dataclass(frozen=True)
class Taken:
    """`tail` is empty where it is that of the firm's own phone; `is_new` false where this request id had brought it
    before.
    """

    request: Request
    code: str
    tail: str
    is_new: bool


def take_in(town: Place, new: NewRequest, *, seat: Seat | None, at: datetime) -> Taken:
    """By the firm itself (`seat` None) or by whoever it turned to, who becomes its first contact."""
    if seat is not None:
        access.require(seat, "enterprise.serve")
    phone = _phone(new.phone)
    known = _known(town, new, phone)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _take(town, new, phone, seat, at)
    except IntegrityError:
        known = _known(town, new, phone)
        if known is None:
            raise
        return known


def _known(town: Place, new: NewRequest, phone: str) -> Taken | None:
    """What this request id brought before: told again to the same phone only, nobody meets another's by sending its
    id.
    """
    if not new.request_id:
        return None
    found = Request.objects.filter(town=town, matter__request_id=_key(new), matter__door="enterprise")
    request = found.select_related("matter__town", "matter__requester", "firm").first()
    if request is None:
        return None
    if request.matter.requester is None or request.matter.requester.phone_hash != phone_fingerprint(phone):
        raise Refused("这个提交编号已经用过，请刷新页面再提交；您写的内容还在。")
    return Taken(request, *receipts.shown(request.matter), is_new=False)


def _key(new: NewRequest) -> str:
    return f"enterprise:{new.request_id}"


def _take(town: Place, new: NewRequest, phone: str, seat: Seat | None, at: datetime) -> Taken:
    words, contact, name = tidy(new.words), tidy(new.contact), tidy(new.firm_name)
    wrong = wrong_request(words=words, contact=contact, phone=phone)
    if wrong:
        raise Refused(wrong)
    firm = find_or_add(town, name, new.firm_code, at=at)
    actor = kernel.Actor.of(seat) if seat else kernel.REQUESTER
    shown = words
    if new.is_sensitive:
        for title in {firm.title, name}:
            shown = without_firm(shown, title=title, code=firm.code, contact=contact, phone=phone)
    intake = kernel.Intake(
        number=new_number(FIRM_REQUEST.prefix, at),
        title=title_of(shown),
        words=shown,
        received_at=at,
        kind=FIRM_REQUEST.name,
        requester=_requester(firm, contact, phone, is_sensitive=new.is_sensitive),
        is_confidential=new.is_sensitive,
        request_id=_key(new) if new.request_id else None,
    )
    matter = kernel.receive(town, intake, door="enterprise", actor=actor, at=at)
    first = seat or _first_contact(firm, at)
    request = Request.objects.create(
        town=town,
        matter=matter,
        firm=firm,
        typed_name=name,
        topic=class_of(new.topic),
        channel=new.channel if new.channel in CHANNELS else CHANNELS[0],
        is_sensitive=new.is_sensitive,
        first_contact=first,
        words_sealed=keyring().seal(words) if new.is_sensitive else "",
        taken_in_at=at,
    )
    if first is not None:
        kernel.record(
            matter,
            "firm_first_contact",
            actor=kernel.Actor.of(seat) if seat else kernel.WORKER,
            at=at,
            holder=first.holder,
        )
    code, _ = receipts.issue(matter, phone=phone, at=at)
    return Taken(request, code, receipts.shown(matter)[1], is_new=True)


def _requester(firm: Firm, contact: str, phone: str, *, is_sensitive: bool) -> kernel.Requester:
    """Of a sensitive request the firm's name is sealed with the person's: to read it is a logged deed with a reason."""
    if is_sensitive:
        return kernel.Requester(kind="firm", name=f"企业：{firm.title}；{CONTACT_IS}{contact}", phone=phone)
    return kernel.Requester(kind="firm", title=firm.title, code=firm.code, name=contact, phone=phone)


def _first_contact(firm: Firm, at: datetime) -> Seat | None:
    """The firm's own steward, else the one who follows the fewest open requests; None in a town without any."""
    if firm.steward is not None and is_steward(firm.steward, firm.town_id, at):
        return firm.steward
    stewards = list(Seat.objects.on(at).filter(town_id=firm.town_id, role="steward").order_by("pk"))
    held = dict(
        Matter.objects.filter(town_id=firm.town_id, kind=FIRM_REQUEST.name, closed_at=None)
        .values_list("firm_request__first_contact")
        .annotate(n=Count("pk", filter=Q(firm_request__isnull=False)))
    )
    return min(stewards, key=lambda one: held.get(one.pk, 0), default=None)


def _phone(text: str) -> str:
    try:
        return tidy_phone(tidy(text))
    except ValueError as error:
        raise Refused(str(error)) from error
