"""A service request as the whole world may read it: no name, no number, no house, no words that were meant for one
person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xiangyue.doors.open311.models import Report
from xiangyue.doors.open311.rules import Attribute
from xiangyue.kernel import moves, vocabulary
from xiangyue.kernel.models import Category, Event
from xiangyue.kernel.sealing import contact
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.masking import mask_address, mask_name
from xiangyue.lib.personal import mask_personal

# The events that are told to everybody, each with the particulars that its sentence may use. Reasons, call-backs and
# what the person said stay between the town and that person; the answer is what an app brings home.
TOLD: dict[str, tuple[str, ...]] = {
    "received": ("door", "number"),
    "dispatched": ("unit_name", "due_at"),
    "disposed": ("code_name", "told"),
    "merged": (),
    "unmerged": (),
    "handling_begun": (),
    "came_back": (),
    "reopened": (),
    "withdrawn": (),
    "closed": (),
    "signed": ("unit_name",),
    "clock_extended": ("clock_name", "old_due_at", "due_at"),
    "answered": ("outcome_name", "requester_how", "door_how", "text"),
    "answered_with_parent": ("outcome_name", "text"),
    "answered_by_parts": ("outcome_name", "text"),
}
_ENDING = ("disposed", "withdrawn", "closed")
_DESCRIBED = 4000  # the standard's limit for a description; we take longer ones and tell their beginning
_DECIMALS = 4  # about ten metres: where the thing is, not at whose door


def told_service(category: Category, has_questions: bool) -> dict[str, Any]:
    detail = " › ".join(part for part in (category.level1, category.level2, category.level3) if part)
    return {
        "service_code": category.code,
        "service_name": service_name(category),
        "description": f"{detail}（{category.legal_basis}）" if category.legal_basis else detail,
        "metadata": has_questions,
        "type": "realtime",
        "keywords": ",".join(category.words),
        "group": category.level1,
    }


def service_name(category: Category) -> str:
    return f"{category.level2}（{category.level3}）" if category.level3 else category.level2


def told_definition(category: Category, questions: Sequence[Attribute]) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "attributes": [
            {
                "variable": one.is_asked,
                "code": one.code,
                "datatype": one.datatype,
                "required": one.is_required,
                "datatype_description": one.datatype_description or None,
                "order": one.order,
                "description": one.description,
                "values": [{"key": key, "name": name} for key, name in one.values],
            }
            for one in questions
        ],
    }


def told_request(report: Report, events: Sequence[Event], *, extended: bool = False) -> dict[str, Any]:
    """The standard's fields; `extended` adds the state of our own and the notes, oldest first."""
    matter, name = report.matter, _name_of(report)
    updated = matter.closed_at or (events[-1].at if events else matter.received_at)
    told: dict[str, Any] = {
        "service_request_id": matter.number,
        "status": "closed" if matter.closed_at else "open",
        "status_notes": _sentence(events[-1], name) if events else None,
        "service_name": service_name(matter.category) if matter.category else None,
        "service_code": matter.category.code if matter.category else "",
        "description": _described(report, name) or None,
        "agency_responsible": matter.lead_unit.title if matter.lead_unit else None,
        "service_notice": None,
        "requested_datetime": w3c(report.requested_at),
        "updated_datetime": w3c(updated),
        "expected_datetime": w3c(matter.due_at) if matter.due_at else None,
        "address": _address(report, name) or None,
        "address_id": matter.place.code if matter.place else None,
        "zipcode": None,
        "lat": None if matter.lat is None else round(matter.lat, _DECIMALS),
        "long": None if matter.lon is None else round(matter.lon, _DECIMALS),
        "media_url": report.media_url or None,
    }
    if extended:
        told["extended_attributes"] = {"state": matter.state, "state_name": moves.label(matter.state)}
        told["notes"] = [
            {"datetime": w3c(event.at), "description": _sentence(event, name), "type": event.name} for event in events
        ]
    return told


def told_update(report: Report, event: Event) -> dict[str, Any]:
    return {
        "update_id": f"{report.matter.number}-{event.seq}",
        "service_request_id": report.matter.number,
        "status": "closed" if event.name in _ENDING else "open",
        "updated_datetime": w3c(event.at),
        "description": _sentence(event, _name_of(report)),
        "media_url": None,
    }


def w3c(moment: datetime) -> str:
    """In the town's time, to the second, with its offset."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


def _name_of(report: Report) -> str:
    """The requester's name in the clear, only to find it in texts and mask it there; empty where none was given."""
    party = report.matter.requester
    return contact(party, "name") if party is not None else ""


def _sentence(event: Event, name: str) -> str:
    """The event in one sentence of the town's language, with the answer's own words behind it where it has none of
    them.
    """
    particulars = {key: value for key, value in event.told.items() if key in TOLD[event.name]}
    said = vocabulary.sentence(event.name, particulars)
    text = particulars.get("text", "")
    return _masked(said if text in said else f"{said}：{text}", name)


def _described(report: Report, name: str) -> str:
    text = _masked(report.matter.words[: report.described], name)
    return text if len(text) <= _DESCRIBED else text[: _DESCRIBED - 1] + "…"


def _address(report: Report, name: str) -> str:
    """As far as the village and its group; the place's own name where the caller's words name neither."""
    masked = mask_address(_masked(report.address, name))
    place = report.matter.place
    return masked if masked.strip("*") or place is None else place.name


def _masked(text: str, name: str) -> str:
    """Numbers masked, and the requester's own name, which people write under what they say."""
    return mask_personal(text.replace(name, mask_name(name)) if len(name) >= 2 else text)
