"""Taking in a firm's request: nothing is too small or too big, each has one first contact from the first moment
(首问责任).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from xiangyue.counter.taking_in import phone_of
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import CHANNELS, class_of, tidy, title_of, without_firm, wrong_request
from xiangyue.kernel import access, receipts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.sealing import sealed_for
from xiangyue.ledgers.firms.actions import find_or_add, is_steward
from xiangyue.ledgers.firms.models import Firm

ASKED_FOR = ("firm_name", "words", "contact", "phone", "firm_code", "topic", "is_sensitive")  # what the form asks
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

    @property
    def matter(self) -> Matter:
        return self.request.matter


@transaction.atomic
def take_in(town: Place, new: NewRequest, *, seat: Seat | None, at: datetime) -> Taken:
    """By the firm itself (`seat` None) or by whoever it turned to, who becomes its first contact."""
    if seat is not None:
        access.require(seat, "enterprise.serve")
    words, contact, name, phone = tidy(new.words), tidy(new.contact), tidy(new.firm_name), phone_of(new.phone)
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
        request_id=f"enterprise:{new.request_id}" if new.request_id else None,
    )
    matter, _, is_new = kernel.receive_once(town, intake, door="enterprise", actor=actor, at=at)
    if not is_new:
        known = Request.objects.select_related("firm").get(matter=matter)
        known.matter = matter
        return Taken(known, *receipts.shown(matter), is_new=False)
    request = _row(matter, firm, name, words, new, seat, at)
    receipts.issue(matter, phone=phone, at=at)
    return Taken(request, *receipts.shown(matter), is_new=True)


def _row(
    matter: Matter, firm: Firm, name: str, words: str, new: NewRequest, seat: Seat | None, at: datetime
) -> Request:
    """What the door keeps beside the matter, with its first contact."""
    first = seat or _first_contact(firm, at)
    request = Request.objects.create(
        town=matter.town,
        matter=matter,
        firm=firm,
        typed_name=name,
        topic=class_of(new.topic),
        channel=new.channel if new.channel in CHANNELS else CHANNELS[0],
        is_sensitive=new.is_sensitive,
        first_contact=first,
        words_sealed=sealed_for(matter, words) if new.is_sensitive else "",
        taken_in_at=at,
    )
    if first is not None:
        actor = kernel.Actor.of(seat) if seat else kernel.WORKER
        kernel.record(matter, "firm_first_contact", actor=actor, at=at, holder=first.holder)
    return request


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
