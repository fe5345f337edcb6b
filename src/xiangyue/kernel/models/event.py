from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

PURGED = "（已到期清除）"


class EventQuerySet(models.QuerySet["Event"]):
    def with_texts(self) -> EventQuerySet:
        """For whoever tells many events: their texts in one more query."""
        return self.prefetch_related("texts")


class Event(models.Model):
    """动态: what happened, when, by which seat. Only ever added to. The row is also the outbox (`reacted_at` null)."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    at = models.DateTimeField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.CharField(max_length=40, help_text="seat:ID, requester, upper, worker: part of the hash")
    version = models.PositiveSmallIntegerField(default=1, help_text="of the shape of the particulars")
    particulars = models.JSONField(
        default=dict, help_text="of the shape registered for the name; where it has free text, the text's commitment"
    )
    changes = models.JSONField(default=dict, help_text="columns of the matter written with it, as plain values")
    algorithm = models.CharField(max_length=10, default="", help_text='of the hash; "" = the first form of an event')
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    seal = models.ForeignKey("kernel.Seal", models.PROTECT, null=True, related_name="events", db_index=False)
    reacted_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    objects = EventQuerySet.as_manager()
    spoken: list[EventText] | None = None  # the texts of an event that has just been made

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="event_once_in_chain")]
        indexes = [
            # the worker's loop
            models.Index(fields=["next_try_at", "id"], condition=Q(reacted_at=None), name="event_outbox"),
            # the nightly seal
            models.Index(fields=["town", "id"], condition=Q(seal=None), name="event_unsealed"),
            # the privacy officer's page
            models.Index(fields=["town", "at"], condition=Q(name="contact_revealed"), name="event_reveals"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq} {self.name}"

    @property
    def told(self) -> dict[str, Any]:
        """The particulars with their texts. An event of the first form holds them itself."""
        rows = self.texts.all() if self.spoken is None else self.spoken
        said = {row.field: row.text for row in rows} if any(map(is_committed, self.particulars.values())) else {}
        return {
            name: said.get(name, PURGED) if is_committed(value) else value for name, value in self.particulars.items()
        }


def is_committed(value: object) -> bool:
    """Whether this particular stands for a text that lies elsewhere."""
    return isinstance(value, dict) and value.keys() == {"commitment"}


class EventText(models.Model):
    """What somebody wrote with a deed. The event holds a salted commitment to it, so that text and salt can be purged
    and the chain stays whole.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="texts", db_index=False)
    field = models.CharField(max_length=40)
    salt = models.CharField(max_length=32)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="event_text_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.field}"


class Seal(models.Model):
    """日封: one hash over every event of a town that no earlier seal holds, chained to the seal before."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10, default="", help_text='of root and hash; "" = before it was named')
    signed_by = models.CharField(max_length=80, blank=True, default="", help_text="algorithm and name of the key")
    signature = models.TextField(blank=True, default="", help_text="base64, over the hash; the key is not in here")
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "day"], name="seal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.town_id} {self.day}"
