from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiangyue.kernel.fields import SealedTextField


class Duty(models.Model):
    """值班: one person of a unit, from one moment to another. Taken off, the row stays."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    holder = models.CharField(max_length=40)
    seat = models.ForeignKey(
        "kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False, help_text="whose bell rings"
    )
    phone_sealed = SealedTextField(blank=True, default="")
    phone_token = models.CharField(max_length=64, blank=True, help_text="keyed: whether a sheet says another number")
    note = models.CharField(max_length=120, blank=True)
    kept_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    kept_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    why_dropped = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "from_at", "until_at", "holder"], condition=Q(dropped_at=None), name="duty_once"
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="duty_ends_after_it_begins"),
        ]
        indexes = [
            # who is on duty at a moment; the month page
            models.Index(fields=["town", "from_at", "id"], condition=Q(dropped_at=None), name="duty_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.from_at:%F %T} {self.holder}"
