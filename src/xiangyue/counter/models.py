from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """计数: how often something was asked for within one window of time, over all web processes."""

    what = models.CharField(max_length=120, help_text="what is counted, for whom")
    ends_at = models.DateTimeField(help_text="the end of the window; afterwards the row means nothing")
    n = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "ends_at"], name="tally_once_per_window")]
        indexes = [
            # the daily clearing away
            models.Index(fields=["ends_at"], name="tally_by_end")
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.n}"


class SavedView(models.Model):
    """已存的视图: what a person asked of a list. `unit`: shared with everybody who sits there."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("auth.User", models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    listing = models.CharField(max_length=60, help_text="the name of the list's address")
    title = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True, help_text="tab, order and filters as the address has them")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "town", "listing", "title"], name="view_once_per_person")
        ]
        indexes = [
            # what a list offers to a seat
            models.Index(fields=["town", "listing"], name="view_of_list")
        ]

    def __str__(self) -> str:
        return self.title


class Seen(models.Model):
    """看到哪里: up to which event of a matter a seat has read it, and when it last had it open."""

    seat = models.ForeignKey("kernel.Seat", models.CASCADE, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.CASCADE, related_name="+", db_index=False)
    seq = models.PositiveIntegerField(help_text="events of the matter that it had then")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "matter"], name="seen_once_per_seat")]
        indexes = [
            # who else has it open now
            models.Index(fields=["matter", "at"], name="seen_by_matter")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.matter_id} {self.seq}"
