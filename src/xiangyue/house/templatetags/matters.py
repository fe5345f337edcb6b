"""A matter as the lists and pages show it. Needs `now` and `seat` in the context, as every page has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiangyue.house.templatetags.house import span
from xiangyue.insight.photos.queries import doubts
from xiangyue.kernel import kinds, moves
from xiangyue.kernel.models import Clock, Matter, Seat
from xiangyue.kernel.queries import words_for
from xiangyue.lib.personal import mask_personal

register = template.Library()

_TONES = {
    "received": "neutral",
    "sorted": "neutral",
    "dispatched": "info",
    "objected": "soon",
    "signed": "info",
    "contacted": "info",
    "handling": "primary",
    "suspended": "paused",
    "on_ledger": "paused",
    "answer_ready": "primary",
    "answered": "calm",
    "awaiting_callback": "calm",
    "called_back": "calm",
    "reopened": "late",
    "merged": "neutral",
    "in_parts": "info",
    "closed": "calm",
    "disposed": "neutral",
}
_SOON = timedelta(hours=2)
_OVER = ("closed", "disposed", "merged")


@register.simple_tag
def state_of(matter: Matter) -> dict[str, str]:
    """{label, tone} of the matter's state."""
    return {"label": moves.label(matter.state, get_language() or "zh"), "tone": _TONES[matter.state]}


@register.inclusion_tag("house/partials/matter_row.html", takes_context=True)
def work_row(
    context: dict[str, Any],
    matter: Matter,
    pick: bool = False,
    url: str = "",
    current: int | None = None,
    done: bool = False,
    tries: int = 0,
    waits: bool = False,
    person: str = "",
) -> dict[str, Any]:
    """One line of a work list. The list must have place, lead_unit and category joined in. `done` ticks it off,
    `waits` tells how long ago it was answered, `person` who has it in hand.
    """
    state = state_of(matter)
    badges = _badges(matter)
    if done:
        badges.insert(0, {"text": _("已批"), "tone": "calm"})
    if tries:
        badges.insert(0, {"text": _("未接通%(n)s次") % {"n": tries}, "tone": "soon"})
    if waits and matter.answered_at is not None and (days := (context["now"] - matter.answered_at).days):
        badges.insert(0, {"text": _("已等%(n)s天") % {"n": days}, "tone": "neutral"})
    return {
        "pick": pick,
        "row": {
            "pk": matter.pk,
            "url": url or reverse("handling:matter", args=[matter.number]),
            "number": matter.number,
            "title": mask_personal(matter.title),
            "place": matter.place.name if matter.place else "",
            "unit": matter.lead_unit.title if matter.lead_unit else "",
            "person": person,
            "state_label": state["label"],
            "state_tone": state["tone"],
            "badges": badges,
            "clock": clock_of(matter, context["now"]),
            "is_over": matter.state in _OVER,
            "current": matter.pk == current,
            "is_new": getattr(matter, "seen_seq", matter.event_count) < matter.event_count,
        },
    }


def _badges(matter: Matter) -> list[dict[str, str]]:
    badges = []
    if matter.urgency == "urgent":
        badges.append({"text": _("突发"), "tone": "late"})
    if matter.reopened_count:
        badges.append({"text": _("重办%(n)s次") % {"n": matter.reopened_count}, "tone": "soon"})
    if matter.is_confidential:
        badges.append({"text": _(kinds.get(matter.kind).confidential), "tone": "paused"})
    return badges


@register.simple_tag
def matter_clock(matter: Matter, now: datetime) -> dict[str, Any] | None:
    return clock_of(matter, now)


def clock_of(matter: Matter, now: datetime) -> dict[str, Any] | None:
    """The ring of what binds the matter: {fraction, state, label}; None where nothing runs."""
    if matter.due_at is None or matter.state in _OVER:
        return None
    return _ring(
        matter.received_at,
        matter.due_at,
        now,
        paused=matter.state in ("suspended", "on_ledger"),
        stopped=matter.answered_at is not None,
    )


@register.simple_tag
def ring_of(clock: Clock, now: datetime) -> dict[str, Any]:
    """The ring of one clock."""
    return _ring(
        clock.started_at, clock.due_at, now, paused=clock.paused_at is not None, stopped=clock.stopped_at is not None
    )


def _ring(start: datetime, due: datetime, now: datetime, *, paused: bool, stopped: bool) -> dict[str, Any]:
    whole, left = max((due - start).total_seconds(), 1.0), due - now
    state = "calm"
    if stopped:
        state = "stopped"
    elif paused:
        state = "paused"
    elif left <= timedelta(0):
        state = "late"
    elif left <= _SOON or left.total_seconds() < 0.2 * whole:
        state = "soon"
    label = _("已答复") if stopped else _("暂停") if paused else (_("超") if state == "late" else "") + span(abs(left))
    return {"fraction": (now - start).total_seconds() / whole, "state": state, "label": label}


# what somebody wrote beside a matter, for a page whose reader need not know numbers, names and houses
register.filter("masked", mask_personal)


_AROUND = 130  # characters shown of what another matter says


@register.filter
def agreeing(text: str, both: Sequence[str]) -> str:
    """The part of a text that holds what another says too, with that marked."""
    if not both:
        return text[:_AROUND]
    pattern = re.compile("|".join(map(re.escape, both)))
    first = pattern.search(text)
    begins = max(0, first.start() - _AROUND // 4) if first else 0
    shown = text[begins : begins + _AROUND]
    told: list[str] = []
    at = 0
    for found in pattern.finditer(shown):
        told += [shown[at : found.start()], format_html("<mark>{}</mark>", found[0])]
        at = found.end()
    told.append(shown[at:])
    ends = "…" if begins + _AROUND < len(text) else ""
    return format_html("{}{}{}", "…" if begins else "", format_html_join("", "{}", ((one,) for one in told)), ends)


@register.simple_tag
def masked_words(seat: Seat, matter: Matter) -> dict[str, str]:
    """{title, words} as this seat may read them."""
    title, words = words_for(seat, matter)
    return {"title": title, "words": words}


@register.inclusion_tag("house/tags/files.html", takes_context=True)
def files_of(context: dict[str, Any], matter: Matter) -> dict[str, Any]:
    """What came with the matter or was added: pictures small, opened large in place, with the doubts about them; papers
    by their names.
    """
    files = list(matter.attachments.order_by("pk"))
    doubted = doubts(context["seat"], files)
    return {
        "pictures": [(one, doubted.get(one.pk)) for one in files if one.media_type == "image/jpeg"],
        "doubted": bool(doubted),
        "papers": [one for one in files if one.media_type != "image/jpeg"],
    }
