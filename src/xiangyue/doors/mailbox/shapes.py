"""Shapes of the mailbox's public JSON. What comes in is taken loosely, so that a refusal is a sentence and not a
schema.
"""

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class CodeIn(Schema):
    code: str = ""


class LetterIn(Schema):
    request_id: str = ""
    type: str = ""
    title: str = ""
    words: str = ""
    name: str = ""
    phone: str = ""
    village: str = ""
    lon: float | None = None
    lat: float | None = None
    coordinates: str = "gcj02"
    photos: list[int] = Field(default_factory=list, max_length=50)


class WordsIn(Schema):
    request_id: str = ""
    words: str = ""


class EvaluationShape(Schema):
    key: str
    score: int
    comment: str = ""


class RatingIn(Schema):
    request_id: str = ""
    solved: bool
    satisfied: str = ""
    words: str = ""
    evaluations: list[EvaluationShape] = Field(default_factory=list, max_length=50)


class ReasonIn(Schema):
    reason: str = ""


class Fault(Schema):
    error: str
    says: str


class SessionOut(Schema):
    token: str
    expires_at: datetime


class PhotoOut(Schema):
    id: int


class CardOut(Schema):
    town: dict[str, str]
    types: list[dict[str, str]]
    villages: list[dict[str, str]]
    evaluators: list[dict[str, str]]
    privacy: str
    limits: dict[str, int]
    templates: list[str]


class RowOut(Schema):
    number: str
    title: str
    received_at: datetime
    stage: str
    stage_zh: str
    stage_en: str


class PageOut(Schema):
    letters: list[RowOut]
    next: str | None


class RatingOut(Schema):
    solved: bool
    satisfied: str
    words: str
    evaluations: list[EvaluationShape]


class LetterOut(RowOut):
    query_code: str
    words: str
    type: str
    due_at: datetime | None
    stages: list[dict[str, Any]]
    who_answers_now: str
    timeline: list[dict[str, Any]]
    photos: list[str]
    looks: list[dict[str, Any]]
    answer: str | None
    rating: RatingOut | None
    may: dict[str, Any]
