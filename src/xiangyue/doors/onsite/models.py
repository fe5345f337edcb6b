from __future__ import annotations

from django.db import models
from django.db.models import Q


class Project(models.Model):
    """现场办公: a large project's area, and the office that stands in it for as long as it disturbs people."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=80)
    unit = models.ForeignKey(
        "kernel.Party", models.PROTECT, related_name="+", db_index=False, help_text="who visits and answers"
    )
    area = models.JSONField(help_text="GeoJSON polygon, WGS-84")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "title"], name="onsite_project_once"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")), name="onsite_closes_later"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Stop(models.Model):
    """走访对象: a shop, firm, household or institution in the area. A household goes by its house number, never a
    name.
    """

    KINDS = [("shop", "商户"), ("firm", "企业"), ("household", "住户"), ("org", "单位")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=80)
    lon = models.FloatField(help_text="WGS-84")
    lat = models.FloatField(help_text="WGS-84")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "title"], name="onsite_stop_once")]

    def __str__(self) -> str:
        return self.title


class Visit(models.Model):
    """走访: one stop in one round. `matter` is what was raised; none means that they were asked and had nothing."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="visits")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    met = models.BooleanField(help_text="false: nobody was there, to be visited again")
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, null=True, related_name="onsite_visit")
    request_id = models.CharField(max_length=64, help_text="client's idempotency key")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "request_id"], name="onsite_visit_once"),
            models.CheckConstraint(condition=Q(met=True) | Q(matter=None), name="onsite_unmet_raises_nothing"),
        ]
        indexes = [
            # the progress of a round
            models.Index(fields=["stop", "round"], name="onsite_round")
        ]

    def __str__(self) -> str:
        return f"{self.stop_id} {self.round}"
