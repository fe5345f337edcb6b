from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiangyue.desks.taskforce.models.case import HardCase
from xiangyue.desks.taskforce.rules import TERMS


class Term(models.Model):
    """信访时限: one step of a petition with its last day; the one it opened with stays beside an extension."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(HardCase, models.PROTECT, related_name="terms", db_index=False)
    term = models.CharField(max_length=12, choices=list(TERMS.items()))
    since = models.DateField()
    promised_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    words = models.TextField(blank=True, help_text="number of the document, and what it says")
    why_later = models.TextField(blank=True, help_text="of an extension: what the person was told")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "term"], name="petition_term_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(done_on=None), name="petition_one_term_runs"),
            models.CheckConstraint(condition=Q(due_on__gte=F("promised_on")), name="petition_term_never_shorter"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.term}"
