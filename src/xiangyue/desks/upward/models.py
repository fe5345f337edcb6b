from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


class Statutory(models.Model):
    """法定承办: whose the matter is by law, beside whoever handles it."""

    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="statutory")
    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    clause = models.CharField(max_length=40, blank=True, help_text="key of the town's rule row of kind clause")
    clause_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # the list of what is another's by law, newest first; counts by unit
            models.Index(fields=["town", "at", "id"], name="statutory_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id}"


class Objection(models.Model):
    """向上级退单: an order of the upper level that is not the town's, with its article; the upper level answers."""

    STATES = [
        ("open", _("待上级答复")),
        ("accepted", _("上级同意")),
        ("refused", _("上级不同意")),
        ("withdrawn", _("已撤回")),
    ]
    HOWS = [("imported", _("随导入带回")), ("typed", _("人工登记"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="upward")
    state = models.CharField(max_length=10, choices=STATES)
    unit = models.ForeignKey(
        "kernel.Party", models.PROTECT, related_name="+", db_index=False, help_text="whose it is by law"
    )
    holder = models.ForeignKey(
        "kernel.Party",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="who led it when it was objected to",
    )
    clause = models.CharField(max_length=40)
    clause_name = models.CharField(max_length=120)
    reason = models.TextField()
    late = models.TextField(blank=True, help_text="why it was objected to after the time for it")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="when the upper level owes its answer by the town's row")
    answered_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=HOWS, blank=True)
    words = models.TextField(blank=True, help_text="what the upper level said")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(state="open"), name="objection_up_one_open")
        ]
        indexes = [
            # what waits for the upper level, and the account of a span
            models.Index(fields=["town", "asked_at", "id"], name="objection_up_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.get_state_display()}"
