from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiangyue.doors.reception.moves import STATES
from xiangyue.doors.reception.rules import PEOPLE_MAX
from xiangyue.kernel.models.coded import Coded


class Booking(Coded):
    """来访登记: one visitor, or up to five speakers of one matter (信访工作条例 art. 20), with a number in the queue.

    Ten digits and a tail open it, as a receipt opens a matter; one from the mini-program belongs to its visitor's hash.
    """

    KINDS = [("booked", "预约"), ("walk_in", "当场登记")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey("reception.Session", models.PROTECT, related_name="bookings", db_index=False)
    request_id = models.CharField(max_length=64, help_text="client's idempotency key")
    visitor = models.CharField(
        max_length=64, blank=True, default="", help_text="keyed hash; empty = not by mini-program"
    )
    person = models.ForeignKey(
        "kernel.Party", models.PROTECT, related_name="+", help_text="name and phone stand there, under their own key"
    )
    phone_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="keyed hash: what this phone brought before"
    )
    topic = models.CharField(max_length=200)
    people = models.PositiveSmallIntegerField()
    queue_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=KINDS)
    state = models.CharField(max_length=10, choices=[(key, zh) for key, (zh, _) in STATES.items()])
    booked_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="received, absent or cancelled")
    cancelled_why = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "visitor", "request_id"], name="reception_booking_request_once"),
            models.UniqueConstraint(fields=["session", "queue_number"], name="reception_booking_number_once"),
            models.UniqueConstraint(
                fields=["session", "phone_hash"],
                condition=~Q(state="cancelled") & ~Q(phone_hash=""),
                name="reception_booking_once_per_phone",
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="called"), name="reception_booking_one_at_the_table"
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=PEOPLE_MAX), name="reception_booking_five_speakers"
            ),
        ]
        indexes = [
            # what this phone brought before; how many it holds ahead
            models.Index(fields=["town", "phone_hash"], condition=~Q(phone_hash=""), name="reception_booking_by_phone"),
            # the bookings of a visitor in the mini-program
            models.Index(
                fields=["town", "visitor", "id"], condition=~Q(visitor=""), name="reception_booking_of_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} #{self.queue_number}"

    @property
    def is_joint(self) -> bool:
        return self.people > 1


class Talk(models.Model):
    """接待记录: what was said across the table, who listened, who withdrew and why (art. 28), and what became of it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    booking = models.OneToOneField(Booking, models.PROTECT, related_name="talk")
    words = models.TextField()
    place = models.ForeignKey("kernel.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    received_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    withdrew = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    withdrew_why = models.CharField(max_length=200, blank=True, default="")
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, null=True, related_name="talk")
    answer = models.TextField(blank=True, default="", help_text="what was answered on the spot")
    recorded_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrew=None, withdrew_why="") | Q(withdrew__isnull=False) & ~Q(withdrew_why=""),
                name="reception_visit_withdrawal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrew=None) | ~Q(withdrew=models.F("received_by")),
                name="reception_visit_withdrawn_is_not_receiver",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Promise(models.Model):
    """承诺: who does what by which day. A clock of kind "promise" on its matter brings it back in the morning of that
    day.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    talk = models.ForeignKey(Talk, models.PROTECT, related_name="promises")
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="promises")
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=300)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True, help_text="when its clock rang")
    kept_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=300, blank=True, default="")
    kept_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at=None, how="", kept_by=None)
                | Q(kept_at__isnull=False, kept_by__isnull=False) & ~Q(how=""),
                name="reception_promise_kept_says_how",
            )
        ]
        indexes = [
            # the clerk's list of open promises by day
            models.Index(fields=["town", "due_on", "id"], condition=Q(kept_at=None), name="reception_promise_open"),
            # a unit's own list
            models.Index(fields=["unit", "due_on", "id"], condition=Q(kept_at=None), name="reception_promise_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.due_on} {self.words[:20]}"


class Look(models.Model):
    """查看: somebody looked at a visitor's telephone before there was a matter. The visitor sees this row."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="looks")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=120)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.booking_id} {self.at:%F %T}"
