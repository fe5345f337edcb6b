"""The table's pages for people with a seat."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import Any

import segno
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.desks.council import queries, rules
from xiangyue.desks.council.actions.meetings import on_roll
from xiangyue.desks.council.actions.minutes import newest
from xiangyue.desks.council.actions.parts import rule_of
from xiangyue.desks.council.forms import NoticeForm
from xiangyue.desks.council.lists import MEETINGS, ROLL, TASKS, TOPICS
from xiangyue.desks.council.models import Item, Meeting, Member, Topic
from xiangyue.desks.council.owed import owed
from xiangyue.kernel import codes
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat
from xiangyue.kernel.queries import as_read_by, timeline, units
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.threeway import difference

_VERSIONS = 6  # of the minutes, the newest, each with what it changed


@require_GET
@needs("council.publish")
def board(request: HttpRequest) -> HttpResponse:
    """What is up on the notice board, the form for a new one, and which village owes which notice."""
    town, at = seat_of(request).town, moment_of(request)
    context = {"form": NoticeForm(town=town), "notices": queries.shown_notices(town), "owed": owed(town, at)}
    return render(request, "council/board.html", context)


@require_GET
@needs("council.see")
def desk(request: HttpRequest) -> HttpResponse:
    def more(one: Shown) -> dict[str, Any]:
        seat = one.seat
        return {
            "may_raise": may(seat, "council.raise"),
            "villages": queries.villages_of(seat),
            "sources": [pair for pair in Topic.SOURCES if pair[0] not in ("villager", "unreasonable")],
            "waiting": queries.waiting_comments(seat) if may(seat, "council.moderate") else [],
        }

    return list_page(request, TOPICS, "council/desk.html", more)


@require_GET
@needs("council.see")
def topic(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    found = queries.topic_of(seat, number)
    context = {
        "topic": found,
        "matter": found.matter,
        **queries.page_of(found, seat),
        "entries": timeline(found.matter, language=request.LANGUAGE_CODE, reads=as_read_by(seat, found.matter)),
        "may_keep": may(seat, "council.keep"),
        "may_raise": may(seat, "council.raise"),
        "may_send_back": may(seat, "council.send_back"),
        "may_moderate": may(seat, "council.moderate"),
        "coming": queries.coming(seat, found.village),
        "units": units(found.town),
        "is_open": found.matter.closed_at is None,
        "bodies": list(rules.BODIES),
        "step_bodies": [(key, rules.BODIES[key]) for key in rules.STEPS[4][1]],
        "voted_steps": rules.VOTED_STEPS,
    }
    return render(request, "council/topic.html", context)


@require_GET
@needs("council.see")
def meetings(request: HttpRequest) -> HttpResponse:
    def more(one: Shown) -> dict[str, Any]:
        seat = one.seat
        open_topics = queries.to_be_listed(seat)
        return {
            "may_keep": may(seat, "council.keep"),
            "villages": queries.villages_of(seat),
            "bodies": list(rules.BODIES.items()),
            "topics": list(open_topics.select_related("matter", "village").order_by("village__code", "pk")[:60]),
        }

    return list_page(request, MEETINGS, "council/meetings.html", more)


@require_GET
@needs("council.see")
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Agenda, who was there, minutes while they are written, and what was decided."""
    seat = seat_of(request)
    found = queries.meeting_of(seat, pk)
    versions = list(found.minutes.select_related("seat").order_by("-number")[: _VERSIONS + 1])
    pairs = islice(zip_longest(versions, versions[1:]), _VERSIONS)
    items = _items(found, seat).select_related("topic__matter", "decision").order_by("pk")
    members = list(on_roll(found).order_by("pk"))
    law = rule_of(found.town, found.body, local_day(found.begins_at))
    context = {
        "meeting": found,
        "body_name": rules.BODIES[found.body],
        "quorum_name": rules.QUORUMS.get(found.quorum, ""),
        "minutes": versions[0] if versions else None,
        "changes": [(one, difference(before.text if before else "", one.text)) for one, before in pairs],
        "items": list(items),
        "members": members,
        "there": set(found.attendance.values_list("member_id", flat=True)),
        "lacks": rules.make_up(law.value if law else {}, [(one.is_representative, one.is_woman) for one in members]),
        "routes": list(rules.ROUTES.items()),
        "slips": found.slips.count(),
        "is_online": bool((law.value if law else {}).get("online")),
        "is_consultation": found.body == rules.CONSULTATION,
        "may_keep": may(seat, "council.keep") and found.cancelled_at is None,
    }
    return render(request, "council/meeting.html", context)


def _items(meeting: Meeting, seat: Seat) -> QuerySet[Item]:
    """What is on its agenda, of topics that the seat sees."""
    return meeting.items.filter(taken_off_at=None, topic__in=queries.topics(seat).values("pk"))


@require_GET
@needs("council.keep")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes to be read back and signed; its QR opens the page where the signed sheet is photographed."""
    seat = seat_of(request)
    found = queries.meeting_of(seat, pk)
    here = request.build_absolute_uri(f"/council/meetings/{pk}#scan")
    context = {
        "meeting": found,
        "town": found.town,
        "body_name": rules.BODIES[found.body],
        "minutes": newest(found),
        "items": list(_items(found, seat).select_related("topic__matter", "decision")),
        "picture": segno.make(here, micro=False, error="m").svg_data_uri(scale=3, border=2),
    }
    return render(request, "council/paper.html", context)


@require_GET
@needs("council.keep")
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """The slips of the households, to be printed, cut and handed out."""
    found = queries.meeting_of(seat_of(request), pk)
    rows = [(one.household, *codes.shown(one)) for one in found.slips.order_by("household")]
    context = {"meeting": found, "town": found.town, "body_name": rules.BODIES[found.body], "slips": rows}
    return render(request, "council/slips.html", context)


@require_GET
@needs("council.finish")
def tasks(request: HttpRequest) -> HttpResponse:
    """What was decided and this seat's unit, or its village, still has to do."""
    return list_page(request, TASKS, "council/tasks.html")


@require_GET
@needs("council.see")
def roll(request: HttpRequest) -> HttpResponse:
    def more(one: Shown) -> dict[str, Any]:
        return {
            "may_keep": may(one.seat, "council.keep"),
            "villages": queries.villages_of(one.seat),
            "bodies": list(rules.BODIES.items()),
            "posts": Member.POSTS,
            "in_office": [row for row in one.page.rows if row.until is None],
        }

    return list_page(request, ROLL, "council/roll.html", more)
