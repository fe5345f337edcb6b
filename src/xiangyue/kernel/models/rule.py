from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class Rule(models.Model):
    """规则: a dated row of what a town decides (deadlines, office hours, days off, scoring). Never a setting."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")
    value = models.JSONField()
    source = models.CharField(max_length=200, help_text="where the town has it from, with the grade of the source")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "kind", "key", "valid_from"], name="rule_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")), name="rule_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} {self.valid_from}"


class CategoryQuerySet(models.QuerySet["Category"]):
    def on(self, day: date) -> CategoryQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Category(models.Model):
    """派单目录: a class of matters, who leads it, whose duty list it is on, and which deadline class it has."""

    DUTY_LISTS = [("basic", "基本履职"), ("assist", "配合履职"), ("withdrawn", "上级收回")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    level1 = models.CharField(max_length=40)
    level2 = models.CharField(max_length=40)
    level3 = models.CharField(max_length=40, blank=True)
    lead_unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, blank=True, related_name="+")
    assist_codes = models.JSONField(default=list, help_text="list[str]: unit codes that usually assist")
    duty_list = models.CharField(max_length=10, choices=DUTY_LISTS, default="basic")
    village_may_lead = models.BooleanField(default=False, help_text="on the village's own duty list (条例 art. 17)")
    legal_basis = models.CharField(max_length=200, blank=True)
    urgency = models.CharField(max_length=8, default="general")
    words = models.JSONField(default=list, help_text="list[str]: words that point to this category")
    risk_words = models.JSONField(default=list, help_text="list[str]: words that make it urgent (条例 art. 29)")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "code", "valid_from"], name="category_once_from_a_day")]

    def __str__(self) -> str:
        return self.level3 or self.level2
