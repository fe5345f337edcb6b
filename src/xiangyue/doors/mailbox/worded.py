"""A letter in the words of the public JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from xiangyue.doors.mailbox.queries import own_letter
from xiangyue.doors.mailbox.queries.own import OwnLetter, Told
from xiangyue.doors.mailbox.queries.standing import stage_of_row
from xiangyue.doors.mailbox.rules import stage_name
from xiangyue.doors.mailbox.tokens import photo_leave
from xiangyue.kernel.models import Matter


def letter_told(matter: Matter, at: datetime) -> dict[str, Any]:
    own = own_letter(matter, at=at, language=get_language() or "zh")
    return {
        **row_told(matter, own.stage),
        "query_code": own.query_code,
        "words": matter.words,
        "type": matter.request_type,
        "due_at": matter.due_at if matter.answered_at is None and matter.closed_at is None else None,
        "stages": [{"key": one.key, "zh": one.zh, "en": one.en, "at": one.at} for one in own.steps],
        "who_answers_now": own.who_answers_now,
        "timeline": [{"at": line.at, "who": line.actor, "says": line.sentence} for line in own.lines],
        "photos": _photos(own, at),
        "looks": [
            {
                "at": line.at,
                "who": line.actor,
                "field": line.particulars["field_name"],
                "reason": line.particulars["reason"],
            }
            for line in own.looks
        ],
        "answer": own.answer or None,
        "rating": _rating(own.rating),
        "may": {**own.may, "reopen_until": own.reopen_until},
    }


def row_told(matter: Matter, stage: str = "") -> dict[str, Any]:
    """Without `stage` the matter must come with its marks."""
    stage = stage or stage_of_row(matter)
    return {
        "number": matter.number,
        "title": matter.title,
        "received_at": matter.received_at,
        "stage": stage,
        "stage_zh": stage_name(stage),
        "stage_en": stage_name(stage, "en"),
    }


def _photos(own: OwnLetter, at: datetime) -> list[str]:
    return [
        reverse("json:mailbox_photo", args=[own.matter.town.code, own.matter.number, photo.pk])
        + f"?leave={photo_leave(photo.pk, at)}"
        for photo in own.photos
    ]


def _rating(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    scores = [{"key": one.evaluator, "score": one.score, "comment": one.comment} for one in told.evaluations]
    return {"solved": told.solved, "satisfied": told.satisfied, "words": told.words, "evaluations": scores}
