from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


class Callback(models.Model):
    """回访: one attempt to ask the person who raised it. Imported results and our own stand side by side (`source`).

    `counts` marks the one valid result of a matter per source that scores; the first one stays as it was.
    """

    SOURCES = [("own", _("本镇回访")), ("imported", _("热线回访"))]
    SATISFIED = [("yes", _("满意")), ("mostly", _("基本满意")), ("fair", _("一般")), ("no", _("不满意"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="callbacks")
    source = models.CharField(max_length=8, choices=SOURCES)
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField(help_text="when they were asked; for imported ones the closing moment of the order")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    reached = models.BooleanField(help_text="是否有效回访")
    contacted = models.BooleanField(null=True, help_text="是否联系: the person says that the unit contacted them")
    solved = models.BooleanField(null=True, help_text="是否解决")
    satisfied = models.CharField(max_length=6, choices=SATISFIED, blank=True, help_text="是否满意")
    words = models.TextField(blank=True, help_text="what the person said")
    counts = models.BooleanField(default=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey("kernel.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.ForeignKey("kernel.Category", models.PROTECT, null=True, related_name="+", db_index=False)
    excluded = models.CharField(max_length=60, blank=True, help_text="why it stays out of the score; empty = it is in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "source", "attempt"], name="callback_attempt_once"),
            models.UniqueConstraint(fields=["matter", "source"], condition=Q(counts=True), name="callback_one_counts"),
            models.CheckConstraint(
                condition=Q(reached=False, counts=False) | Q(reached=True), name="callback_unreached_never_counts"
            ),
        ]
        indexes = [
            # a period's score: every counted result of a town in a span of time
            models.Index(fields=["town", "source", "at"], condition=Q(counts=True), name="callback_for_score"),
            # beside a score: the attempts that reached nobody
            models.Index(fields=["town", "source", "at"], condition=Q(reached=False), name="callback_unreached"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.source} {self.attempt}"
