from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


class Recommendation(models.Model):
    """荣誉推荐: a unit named for an honour in one month, by whom, with the matters that show why."""

    STATES = [("standing", _("有效")), ("withdrawn", _("已撤回"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=40, help_text="as it is called: 通办先锋")
    month = models.DateField(help_text="its first day")
    giver = models.CharField(max_length=60, help_text="who recommends")
    document = models.CharField(max_length=120, help_text="number or date of the notice")
    words = models.TextField()
    state = models.CharField(max_length=9, choices=STATES, default="standing")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "unit", "title", "month"], condition=Q(state="standing"), name="honour_once_a_month"
            )
        ]
        indexes = [
            # the list, newest month first; months in a row
            models.Index(fields=["town", "month", "id"], name="honour_by_month")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.month:%Y-%m}"


class Evidence(models.Model):
    """依据: a matter that shows what a recommendation says."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="evidence", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "matter"], name="honour_evidence_once")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.matter_id}"


class Reorganisation(models.Model):
    """单位沿革: what a unit was made from, when and why."""

    KINDS = [("founded", _("设立")), ("restructured", _("重组")), ("merged", _("合并")), ("renamed", _("更名"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=KINDS)
    on = models.DateField()
    before = models.TextField(help_text="what it was before: unit, people, duties")
    after = models.TextField()
    why = models.TextField()
    document = models.CharField(max_length=120)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "on"], name="reorganised_once_a_day")]
        indexes = [
            # what happened to units, newest first
            models.Index(fields=["town", "on", "id"], name="reorganised_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on} {self.get_kind_display()}"
