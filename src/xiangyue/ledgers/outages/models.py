from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _


class Outage(models.Model):
    """停水停电、施工公告: what is off or dug up, where, from when to when, by whose word."""

    KINDS = [
        ("water", _("停水")),
        ("power", _("停电")),
        ("gas", _("停气")),
        ("heat", _("停暖")),
        ("road", _("道路施工")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    places = models.ManyToManyField("kernel.Place", related_name="+", help_text="none: the whole town")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(help_text="as it is expected now; what was expected before stands in its revisions")
    source = models.CharField(max_length=200, help_text="whose announcement it is, with its number")
    words = models.TextField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="outage_ends_after_it_begins")
        ]
        indexes = [
            # what is known now: asked by the portal before somebody sends
            models.Index(fields=["town", "until_at", "id"], condition=Q(ended_at=None), name="outage_known"),
            # the list
            models.Index(fields=["town", "from_at", "id"], name="outage_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.from_at:%F %T}"


class Revision(models.Model):
    """改期: what was expected before, what is expected now, and why. Only ever added to."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="revisions")
    old_until_at = models.DateTimeField()
    until_at = models.DateTimeField()
    words = models.TextField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outage_id} {self.until_at:%F %T}"


class Joined(models.Model):
    """跟着公告的事项: whoever raised it is told when the outage is prolonged or ends."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="joined")
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="outage")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outage_id} {self.matter_id}"
