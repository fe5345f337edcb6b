from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from xiangyue.kernel.roles import label


class SeatQuerySet(models.QuerySet["Seat"]):
    def on(self, moment: datetime) -> SeatQuerySet:
        """Seats held at this moment."""
        return self.filter(since__lte=moment).filter(models.Q(until=None) | models.Q(until__gt=moment))


class Seat(models.Model):
    """岗位: who sits where, in which role, from when to when. Rights follow from seats."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="seats")
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=14, help_text="key of a registered role (kernel/roles.py)")
    holder = models.CharField(max_length=40, help_text="the name shown beside deeds")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="seat_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["user", "unit", "role", "since"], name="seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.title} {label(self.role)} {self.holder}"

    @property
    def title(self) -> str:
        """In the language of whoever reads it; never written down."""
        return f"{label(self.role, get_language() or 'zh')} · {self.unit.title}"
