from __future__ import annotations

from django.db import models


class PublishedTotal(models.Model):
    """公布数: what the upper level published for a town in an assessment period; our own count never overwrites it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="published_totals")
    period = models.CharField(max_length=7, help_text="YYYY-MM, the month in which the period ends")
    received = models.PositiveIntegerField()
    valid = models.PositiveIntegerField(help_text="V, valid call-backs")
    contacted = models.PositiveIntegerField()
    solved = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    mostly_satisfied = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "period"], name="published_once"),
            models.CheckConstraint(
                condition=models.Q(
                    contacted__lte=models.F("valid"),
                    solved__lte=models.F("valid"),
                    satisfied__lte=models.F("valid") - models.F("mostly_satisfied"),
                ),
                name="published_parts_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town_id} {self.period}"
