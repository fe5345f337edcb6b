from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


class Handover(models.Model):
    """岗位交接: one seat's holder leaves, another seat of the unit takes over what they held."""

    STATES = [("open", _("待接手")), ("accepted", _("已接手")), ("withdrawn", _("已撤回"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    leaver = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+")
    successor = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=STATES)
    started_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    words = models.TextField(blank=True, help_text="what the leaver wants the next one to know")
    ended_at = models.DateTimeField(null=True)
    remarks = models.TextField(blank=True, help_text="of whoever accepted it, or why it was withdrawn")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaver"], condition=Q(state="open"), name="handover_one_open")]
        indexes = [
            # the list, newest first
            models.Index(fields=["town", "started_at", "id"], name="handover_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.leaver_id} → {self.successor_id}"


class HandedItem(models.Model):
    """交接清单里的一项: as it stood when the hand-over was started, and what became of it."""

    RESULTS = [
        ("", _("待接手")),
        ("passed", _("已转到接手人")),
        ("told", _("已知悉")),
        ("gone", _("接手前已经办完或转走")),
    ]

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items")
    holding = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    key = models.BigIntegerField(help_text="finds it again in its room")
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, null=True, related_name="+")
    says = models.TextField()
    due_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, choices=RESULTS, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "holding", "key"], name="handed_item_once")]

    def __str__(self) -> str:
        return self.says
