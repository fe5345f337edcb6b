"""A letter in the words of the public JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from xiangyue.counter.own.queries import OwnMatter, Step, own_matter
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.tokens import photo_leave
from xiangyue.kernel.models import Matter

_LOOK = {"field": "field_name", "reason": "reason"}


def letter_told(matter: Matter, at: datetime) -> dict[str, Any]:
    own = own_matter(matter, at=at, language=get_language() or "zh")
    return {
        **row_told(matter, own.stage.key),
        "query_code": own.query_code,
        "words": matter.words,
        "type": matter.request_type,
        "due_at": matter.due_at if matter.answered_at is None and matter.closed_at is None else None,
        "stages": [_stage(own, step) for step in own.steps],
        "who_answers_now": own.who_answers_now,
        "timeline": [{"at": line.at, "who": line.actor, "says": line.sentence} for line in own.lines],
        "photos": _photos(own, at),
        "looks": [
            {"at": line.at, "who": line.actor, **{key: line.particulars[of] for key, of in _LOOK.items()}}
            for line in own.looks
        ],
        "answer": own.answer or None,
        "rating": _rating(own),
        "may": {**own.may, "reopen_until": own.reopen_until},
    }


def _stage(own: OwnMatter, step: Step) -> dict[str, Any]:
    """A letter that was withdrawn stands at the end of its line under its own name."""
    shown = own.stage if step.is_now and own.stage.beside else LETTER.stage(step.key)
    return {"key": shown.key, "zh": shown.zh, "en": shown.en, "at": step.at}


def row_told(matter: Matter, stage: str = "") -> dict[str, Any]:
    """Without `stage` the matter must come with it."""
    stage = stage or matter.stage  # type: ignore[attr-defined]
    return {
        "number": matter.number,
        "title": matter.title,
        "received_at": matter.received_at,
        "stage": stage,
        "stage_zh": LETTER.stage(stage).zh,
        "stage_en": LETTER.stage(stage).en,
    }


def _photos(own: OwnMatter, at: datetime) -> list[str]:
    return [
        reverse("json:mailbox_photo", args=[own.matter.town.code, own.matter.number, photo.pk])
        + f"?leave={photo_leave(photo.pk, at)}"
        for photo in own.photos
    ]


def _rating(own: OwnMatter) -> dict[str, Any] | None:
    if own.said is None:
        return None
    scores = [{"key": one.evaluator, "score": one.score, "comment": one.comment} for one in own.more["evaluations"]]
    said = own.said
    return {
        "solved": said["solved"],
        "satisfied": said.get("satisfied", ""),
        "words": said.get("words", ""),
        "evaluations": scores,
    }
