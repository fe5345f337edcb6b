from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from xiangyue.kernel.models import ROLES, Seat


class Hall(models.Model):
    """接待室: where people are received: the town's own, or a village's."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(
        "kernel.Place", models.PROTECT, related_name="+", db_index=False, help_text="the town itself, or the village"
    )
    title = models.CharField(max_length=60)
    address = models.CharField(max_length=120, blank=True, default="")
    screen_token = models.CharField(
        max_length=64, unique=True, help_text="opens the hall's screen; it shows queue numbers only"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "title"], name="reception_hall_once_per_town")]

    def __str__(self) -> str:
        return self.title


class Plan(models.Model):
    """接待安排: the weekly rule of a hall, dated. Monday to Friday only: a make-up Saturday is no reception day."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="plans")
    weekday = models.PositiveSmallIntegerField(default=0, help_text="0 = Monday")
    begins = models.TimeField()
    ends = models.TimeField()
    capacity = models.PositiveSmallIntegerField(help_text="bookings taken beforehand; walk-ins come on top")
    leader = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    substitute = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="first day on which it no longer holds")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "weekday", "begins", "valid_from"], name="reception_plan_once_from_a_day"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=4), name="reception_plan_on_a_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="reception_plan_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="reception_plan_takes_somebody"),
            models.CheckConstraint(condition=~Q(leader=F("substitute")), name="reception_plan_substitute_is_another"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="reception_plan_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.weekday} {self.begins:%H:%M}"


class Session(models.Model):
    """接待场次: one published sitting. One that does not take place stays on the calendar and says why."""

    OFF = [("holiday", "放假"), ("called_off", "取消")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="sessions", db_index=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sessions", db_index=False)
    day = models.DateField(help_text="in the town's own time")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    leader = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    substitute = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField()
    off = models.CharField(max_length=10, choices=OFF, blank=True, default="")
    off_why = models.CharField(max_length=120, blank=True, default="")
    leader_signed_in_at = models.DateTimeField(null=True)
    signed_in_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "day"], name="reception_session_once_a_day"),
            models.UniqueConstraint(
                fields=["hall", "starts_at"], condition=Q(off=""), name="reception_session_one_in_a_hall"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="reception_session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(leader=F("substitute")),
                name="reception_session_substitute_is_another",
            ),
            models.CheckConstraint(
                condition=Q(off="", off_why="") | ~Q(off="") & ~Q(off_why=""), name="reception_session_off_says_why"
            ),
            models.CheckConstraint(
                condition=Q(leader_signed_in_at=None, signed_in_by=None)
                | Q(leader_signed_in_at__isnull=False, signed_in_by__isnull=False, off=""),
                name="reception_session_signed_in_by_somebody",
            ),
        ]
        indexes = [
            # the public calendar, the clerk's desk
            models.Index(fields=["town", "starts_at", "id"], name="reception_session_by_time"),
            # the month's sheet and the screen of a hall
            models.Index(fields=["hall", "day"], name="reception_session_of_hall"),
        ]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.day}"

    @property
    def receiver(self) -> str:
        """Who receives, as it is published."""
        return shown_seat(self.signed_in_by or self.leader)

    def takes_bookings(self, moment: datetime) -> bool:
        """Until it begins; whoever comes later is registered in the hall."""
        return self.off == "" and self.closed_at is None and moment < self.starts_at


class Swap(models.Model):
    """调换: a leader who cannot come has another take the seat beforehand. Kept, so that the sheet can tell it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="swaps")
    before = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=120)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="reception_swap_is_with_another")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.before_id} → {self.after_id}"


def shown_seat(seat: Seat) -> str:
    """镇党委书记 钱书记: leaders are published with name and post (信访工作条例 art. 18)."""
    return f"{ROLES[seat.role][0]} {seat.holder}"
