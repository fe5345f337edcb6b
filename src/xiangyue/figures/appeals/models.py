from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


class Appeal(models.Model):
    """考核申诉: one counted result should stay out of the score. The town has agreed to it, the upper level answers."""

    STATES = [
        ("agreed", _("待报送")),
        ("sent", _("已报送")),
        ("upheld", _("申诉成立")),
        ("rejected", _("申诉不成立")),
        ("dropped", _("不再报送")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="score_appeals")
    result = models.ForeignKey("callback.Callback", models.PROTECT, related_name="+", db_index=False)
    case = models.OneToOneField(
        "handling.Case", models.PROTECT, related_name="+", help_text="the unit's, that the town agreed to"
    )
    state = models.CharField(max_length=8, choices=STATES)
    reason = models.TextField(help_text="the unit's")
    basis = models.TextField(blank=True)
    ground = models.CharField(max_length=40, blank=True, help_text="key of the town's rule row of kind appeal_ground")
    ground_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True, help_text="what was sent up with it")
    answer = models.TextField(blank=True)
    period = models.CharField(max_length=24, help_text="label of the assessment period of the result")
    due_on = models.DateField(null=True, help_text="the last day on which it may go up")
    agreed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=Q(state__in=("agreed", "sent", "upheld")), name="appeal_one_of_a_result"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("agreed", "dropped")) | ~Q(ground=""), name="appeal_sent_on_a_ground"
            ),
        ]
        indexes = [
            # the desk, and counts by period
            models.Index(fields=["town", "state", "agreed_at", "id"], name="appeal_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.get_state_display()}"
