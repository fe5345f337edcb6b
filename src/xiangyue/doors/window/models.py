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


class Paper(models.Model):
    """纸质登记表: one printed blank with a serial of its own, and the matter that was written down from it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    serial = models.CharField(max_length=11, help_text="letter of the door, ten digits")
    seat = models.ForeignKey(
        "kernel.Seat", models.PROTECT, related_name="+", db_index=False, help_text="who printed it"
    )
    printed_at = models.DateTimeField()
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, null=True, related_name="paper")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "serial"], name="window_paper_serial_once")]
        indexes = [
            # what a seat printed lately
            models.Index(fields=["seat", "-printed_at", "-id"], name="window_papers_of_seat")
        ]

    def __str__(self) -> str:
        return self.serial
