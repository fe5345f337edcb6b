"""The register of firms: found or added, confirmed, given a steward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Party, Place, Seat
from xiangyue.ledgers.firms.models import Firm
from xiangyue.ledgers.firms.rules import SIZES, tidy_code, wrong_firm
from xiangyue.lib.hantext import tidy


@dataclass(frozen=True)
class FirmFacts:
    """What is said of a firm. An empty code: it is still being founded; None: nothing was said."""

    title: str
    code: str = ""
    sector: str = ""
    size: str = ""
    registered_in_town: bool | None = None
    operating_in_town: bool | None = None
    landed_on: date | None = None


def find_or_add(town: Place, title: str, code: str, *, at: datetime) -> Firm:
    """The firm of this code, or of this name where there is no code; a new row waits to be confirmed. Refused for a
    false code.
    """
    title, code = tidy(title), tidy_code(code)
    wrong = wrong_firm(title, code)
    if wrong:
        raise Refused(wrong)
    known = _known(town, title, code)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _add(town, FirmFacts(title, code), at=at, is_confirmed=False)
    except IntegrityError:  # the same firm through another post, a moment ago
        known = _known(town, title, code)
        if known is None:
            raise
        return known


def _known(town: Place, title: str, code: str) -> Firm | None:
    same = Firm.objects.filter(town=town, code=code) if code else Firm.objects.filter(town=town, title=title, code="")
    return same.select_related("steward").first()


def _add(town: Place, facts: FirmFacts, *, at: datetime, is_confirmed: bool) -> Firm:
    party = Party.objects.create(town=town, kind="firm", title=facts.title, code=facts.code)
    return Firm.objects.create(
        town=town,
        party=party,
        title=facts.title,
        code=facts.code,
        sector=facts.sector,
        size=facts.size,
        registered_in_town=bool(facts.registered_in_town),
        operating_in_town=facts.operating_in_town is not False,
        landed_on=facts.landed_on,
        is_confirmed=is_confirmed,
        added_at=at,
    )


@transaction.atomic
def keep_firm(town: Place, facts: FirmFacts, *, seat: Seat, at: datetime) -> tuple[Firm, str]:
    """Into the register as the steward has it: (firm, "new" | "changed" | "same"). What a sheet leaves empty stays as
    it was.
    """
    access.require(seat, "firms.keep", of=town)
    if seat.town_id != town.pk:
        raise NotAllowed("只能维护本镇的企业名册。")
    wrong = wrong_firm(facts.title, facts.code)
    if wrong:
        raise Refused(wrong)
    if facts.size and facts.size not in SIZES:
        raise Refused("规模请填：{sizes}。", sizes=SIZES)
    firm = _known(town, facts.title, facts.code)
    if firm is None:
        return _add(town, facts, at=at, is_confirmed=True), "new"
    wanted = {
        "title": facts.title,
        "sector": facts.sector or firm.sector,
        "size": facts.size or firm.size,
        "registered_in_town": firm.registered_in_town if facts.registered_in_town is None else facts.registered_in_town,
        "operating_in_town": firm.operating_in_town if facts.operating_in_town is None else facts.operating_in_town,
        "landed_on": facts.landed_on or firm.landed_on,
        "is_confirmed": True,
    }
    changed = [column for column, value in wanted.items() if getattr(firm, column) != value]
    for column in changed:
        setattr(firm, column, wanted[column])
    if not changed:
        return firm, "same"
    firm.save(update_fields=changed)
    if "title" in changed:
        Party.objects.filter(pk=firm.party_id).update(title=firm.title)
    return firm, "changed"


def set_steward(firm: Firm, steward: Seat | None, *, seat: Seat, at: datetime) -> Firm:
    """Who serves this firm. Requests that are open keep their first contact: that changes only by its own deed."""
    access.require(seat, "firms.keep", of=firm)
    if steward is not None and not is_steward(steward, firm.town_id, at):
        raise Refused("请选本镇一位在任的企业服务专员。")
    firm.steward = steward
    firm.save(update_fields=["steward"])
    return firm


def is_steward(seat: Seat, town_id: int, at: datetime) -> bool:
    held = seat.since <= at and (seat.until is None or at < seat.until)
    return seat.role == "steward" and seat.town_id == town_id and held
