"""Reading the kernel: a matter's contact masked, its story in sentences, who answered when, and whether the chain
holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from xiangyue.kernel import search, vocabulary
from xiangyue.kernel.access import may, visible_to
from xiangyue.kernel.actions.callers import phone_fingerprint
from xiangyue.kernel.dated import rule_on as rule_on
from xiangyue.kernel.models import Category, Clock, Event, Matter, Party, Place, Seat
from xiangyue.kernel.moves import label
from xiangyue.kernel.said import masked_words
from xiangyue.kernel.said import whole_words as whole_words
from xiangyue.kernel.sealing import contact
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.kernel.verification import unsealed as unsealed
from xiangyue.kernel.verification import verify as verify
from xiangyue.lib.masking import mask_address, mask_name, mask_phone
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.phones import same_phone


@dataclass(frozen=True)
class Contact:
    """A requester as everybody may see them: masked."""

    name: str
    phone: str
    address: str
    other_matters: int


def contact_of(party: Party | None) -> Contact:
    """Empty strings where nothing was given."""
    if party is None:
        return Contact("", "", "", 0)
    same = (
        Matter.objects.filter(requester__phone_hash=party.phone_hash, town_id=party.town_id)
        if party.phone_hash
        else None
    )
    return Contact(
        name=party.title or mask_name(contact(party, "name")),
        phone=mask_phone(contact(party, "phone")),
        address=mask_address(contact(party, "address")),
        other_matters=max(0, same.count() - 1) if same is not None else 0,
    )


def words_for(seat: Seat, matter: Matter) -> tuple[str, str]:
    """Title and original words; numbers, names and houses in them are masked unless the seat leads the matter."""
    return whole_words(matter) if reads_whole(seat, matter) else masked_words(matter)


def reads_whole(seat: Seat, matter: Matter) -> bool:
    leads = seat.role == "handler" and matter.lead_unit_id == seat.unit_id
    return leads or may(seat, "matters.words")


Reads = Callable[[str], str]


def as_read_by(seat: Seat, matter: Matter) -> Reads:
    """How this seat reads what others wrote of the matter: whole, or with numbers, names and houses masked."""
    return _whole if reads_whole(seat, matter) else mask_personal


def _whole(text: str) -> str:
    return text


@dataclass(frozen=True)
class Line:
    """One line of a timeline."""

    seq: int
    at: datetime
    actor: str
    sentence: str
    name: str
    particulars: dict[str, Any]


def timeline(matter: Matter, *, language: str = "zh", public: bool = False, reads: Reads = _whole) -> list[Line]:
    """The matter's story, oldest first; `public` leaves only what the requester may see, `reads` is for the seat."""
    events = matter.events.with_texts().select_related("seat__unit").order_by("seq")
    return told(events, language=language, public=public, reads=reads)


def told(events: Iterable[Event], *, language: str = "zh", public: bool = False, reads: Reads = _whole) -> list[Line]:
    """The same from events already read, each with its seat, unit and texts."""
    shown = set(vocabulary.public_names()) if public else None
    return [_line(event, language, public, reads) for event in events if shown is None or event.name in shown]


def _line(event: Event, language: str, public: bool, reads: Reads) -> Line:
    particulars = vocabulary.for_requester(event.name, event.told) if public else event.told
    texts = vocabulary.texts_of(event.name)
    particulars = {name: reads(value) if name in texts else value for name, value in particulars.items()}
    words = vocabulary.sentence(event.name, particulars, language=language)
    return Line(event.seq, event.at, _who(event, public, language), words, event.name, particulars)


# Not what moves a matter on: notes, looks and bells beside the work.
ASIDE = ("noted", "file_added", "contact_revealed", "clock_warned", "clock_rang", "read")


def last_word(matter: Matter, *, language: str = "zh", own: Seat | None = None) -> str:
    """Who did what last and where the matter stands now, for somebody whose page is older; "" where nothing was
    done.
    """
    last = matter.events.exclude(name__in=ASIDE).select_related("seat__unit").order_by("-seq").first()
    if last is None:
        return ""
    who = "您" if own is not None and last.seat_id == own.pk else _who(last, False, language)
    did = vocabulary.sentence(last.name, last.told, language=language)
    state = Matter.objects.values_list("state", flat=True).get(pk=matter.pk)
    return (
        f"{who} {last.at.astimezone(ZONE):%H:%M} {did}；现在是“{label(state, language)}”。"
        "您填写的内容还在，请看一看再决定。"
    )


def _who(event: Event, public: bool, language: str) -> str:
    if event.seat is not None:
        return event.seat.unit.title if public else f"{event.seat.unit.title} {event.seat.holder}"
    names = {
        "requester": ("诉求人", "Requester"),
        "upper": ("12345热线平台", "12345 platform"),
        "worker": ("系统", "System"),
    }
    zh, en = names.get(event.actor, (event.actor, event.actor))
    return en if language.startswith("en") else zh


_LEADS = Q(name="dispatched")
_LEADS_NO_MORE = Q(name__in=("dispatch_undone", "unmerged", "split")) | Q(
    name="case_granted", particulars__kind="objection"
)


def responsible_on(matter: Matter, moment: datetime) -> tuple[str, list[Seat]]:
    """Which unit led the matter at that moment, and who sat there; ("", []) before it was dispatched, and where it was
    taken from the unit.
    """
    last = matter.events.filter(at__lte=moment).filter(_LEADS | _LEADS_NO_MORE).order_by("-seq").first()
    if last is None or last.name != "dispatched":
        return "", []
    code = last.particulars["unit"]
    seats = Seat.objects.on(moment).filter(town_id=matter.town_id, unit__code=code, unit__kind="unit")
    return last.particulars["unit_name"], list(seats.select_related("unit").order_by("pk"))


def running_clocks(matter: Matter) -> list[Clock]:
    return list(matter.clocks.filter(stopped_at=None).select_related("unit").order_by("due_at"))


def find(seat: Seat, query: str, *, before: int | None = None, limit: int = 50) -> list[Matter]:
    """Matters that this seat may see: by exact number, by phone (of the requester or in the words; keyed hash), or by
    words.
    """
    seen = visible_to(seat).select_related("town", "place", "lead_unit", "category", "requester")
    query = query.strip()
    phone = same_phone(query)
    by_number = list(seen.filter(number=query)[:1])
    if by_number:
        return by_number
    if len(phone) == 11 and phone.startswith("1") and len(query) <= 17:
        same = Party.objects.filter(town_id=seat.town_id, phone_hash=phone_fingerprint(phone))
        said = search.find_phone(seat.town_id, phone, limit=limit)
        return list(seen.filter(Q(requester__in=same) | Q(pk__in=said)).order_by("-id")[:limit])
    ids = search.find(seat.town_id, query, before=before, limit=limit)
    return list(seen.filter(pk__in=ids).order_by("-id"))


def reveals(town: Place) -> QuerySet[Event]:
    """Every look at a contact detail: the privacy officer's list."""
    looks = Event.objects.filter(town=town, name="contact_revealed")
    return looks.with_texts().select_related("seat__unit", "matter")


def named_in(text: str, town: Place, at: datetime) -> list[Seat]:
    """The seats of the town whose holder is called by @ and name in the text."""
    if "@" not in text and "＠" not in text:
        return []
    held = Seat.objects.on(at).filter(town=town).select_related("unit", "town").order_by("pk")
    return [seat for seat in held if any(f"{sign}{seat.holder}" in text for sign in "@＠")]


def categories(town: Place, day: date) -> list[tuple[str, list[Category]]]:
    """The catalogue of this day by its first level, in the order of the codes."""
    rows = Category.objects.filter(town=town).on(day).select_related("lead_unit").order_by("code")
    grouped: dict[str, list[Category]] = {}
    for row in rows:
        grouped.setdefault(row.level1, []).append(row)
    return list(grouped.items())


def active_units(town: Place) -> QuerySet[Party]:
    return Party.objects.filter(town=town, kind="unit", is_active=True).order_by("code")


def units(town: Place) -> list[tuple[str, list[Party]]]:
    """Active units by kind, in the order of the kinds; the kinds in the language of the page."""
    rows = Party.objects.filter(town=town, kind="unit", is_active=True).order_by("code")
    grouped: dict[str, list[Party]] = {kind: [] for kind, _ in Party.UNIT_KINDS}
    for row in rows:
        grouped[row.unit_kind].append(row)
    return [(gettext(name), grouped[kind]) for kind, name in Party.UNIT_KINDS if grouped[kind]]


def open_towns() -> QuerySet[Place]:
    """The towns that work with this system: those whose villages are known."""
    return Place.objects.filter(level="town", places__level="village").distinct().order_by("code")
