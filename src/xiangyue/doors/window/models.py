from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """登记: who wrote a matter down for somebody; how, and whether it was read back, stands in the matter's events."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="window_entry")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # a clerk's own of today, the newest first
            models.Index(fields=["seat", "-at", "-id"], name="window_entries_of_seat")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.seat_id}"
