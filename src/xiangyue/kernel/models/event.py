from __future__ import annotations

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """动态: what happened, when, by which seat. Only ever added to. The row is also the outbox (`reacted_at` null)."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    at = models.DateTimeField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.CharField(max_length=40, help_text="seat:ID, requester, upper, worker: part of the hash")
    particulars = models.JSONField(default=dict, help_text="of the shape registered for the name")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    seal = models.ForeignKey("kernel.Seal", models.PROTECT, null=True, related_name="events", db_index=False)
    reacted_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

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


class Seal(models.Model):
    """日封: one hash over every event of a town that no earlier seal holds, chained to the seal before."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "day"], name="seal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.town_id} {self.day}"
