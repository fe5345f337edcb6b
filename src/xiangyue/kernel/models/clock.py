from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

THE_MATTERS = "matter"  # the owner of a clock that no room promised


class Clock(models.Model):
    """时限: the next moment that matters. Started, paused with a reason, extended (the old promise stays), stopped,
    rung.
    """

    KINDS = [
        ("sign", _("签收")),
        ("contact", _("首次联系")),
        ("answer", _("办理")),
        ("assist", _("协办")),
        ("return", _("中止挂账到期")),
        ("callback", _("回访")),
        ("promise", _("承诺")),
        ("release", _("审签")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(
        "kernel.Matter",
        models.PROTECT,
        null=True,
        related_name="clocks",
        help_text="empty for what the town itself owes: a patrol's duty, a late entry",
    )
    kind = models.CharField(max_length=10, choices=KINDS)
    owner = models.CharField(
        max_length=60, default=THE_MATTERS, help_text="whose it is: room.promise:key, or the matter's own"
    )
    unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    promised_at = models.DateTimeField(help_text="the first promise; an extension never moves it")
    next_at = models.DateTimeField(null=True, help_text="when the worker must look next; null = never again")
    stage = models.PositiveSmallIntegerField(
        default=0, help_text="warnings given: 0 none, 1 half, 2 four fifths, 3 rung"
    )
    office = models.CharField(max_length=20, help_text="key of the office rule it runs on")
    guessed_year = models.PositiveSmallIntegerField(
        null=True, help_text="its end was counted into this year before its days off were known; null = nothing guessed"
    )
    counted_by = models.CharField(
        max_length=120, blank=True, default="", help_text="rule and lists of days it was counted by; empty = named"
    )
    paused_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list, help_text="list of [since, until, reason], ISO moments")
    stopped_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            # one clock of a kind at a time for a unit on a matter, and of each promise of a room
            models.UniqueConstraint(
                fields=["matter", "kind", "unit", "owner"], condition=Q(stopped_at=None), name="clock_one_running"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(stopped_at=None) & ~Q(owner=THE_MATTERS), name="clock_one_of_promise"
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | ~Q(owner=THE_MATTERS), name="clock_is_somebodys"
            ),
        ]
        indexes = [
            # what an assisting unit may see
            models.Index(fields=["unit", "matter"], condition=Q(kind="assist"), name="clock_assisting"),
            # what is counted anew when a year's list comes
            models.Index(
                fields=["guessed_year"], condition=Q(stopped_at=None, guessed_year__isnull=False), name="clock_guessed"
            ),
            # the worker's loop
            models.Index(
                fields=["next_at", "id"], condition=Q(stopped_at=None, next_at__isnull=False), name="clock_to_ring"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind} {self.due_at:%F %T}"
