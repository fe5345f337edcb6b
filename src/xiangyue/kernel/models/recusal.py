from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Recusal(models.Model):
    """回避: this unit or this person has no part in the matter and does not see it, not even as its lead."""

    WHYS = [("reported", "反映的就是它"), ("found", "举报里提到它"), ("declared", "本人申报有利害关系")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="recusals")
    unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=8, choices=WHYS)
    since = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, help_text="when the next one up said that it stays or ends")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, user__isnull=True) | Q(unit__isnull=True, user__isnull=False),
                name="recusal_is_of_a_unit_or_a_person",
            ),
            models.UniqueConstraint(fields=["matter", "unit"], condition=Q(ended_at=None), name="recusal_unit_once"),
            models.UniqueConstraint(fields=["matter", "user"], condition=Q(ended_at=None), name="recusal_user_once"),
        ]
        indexes = [
            # what a seat may not see: asked with every list
            models.Index(fields=["unit", "matter"], condition=Q(ended_at=None), name="recusal_of_unit"),
            models.Index(fields=["user", "matter"], condition=Q(ended_at=None), name="recusal_of_user"),
            # what the next one up has to decide
            models.Index(fields=["town", "since"], condition=Q(decided_at=None, ended_at=None), name="recusal_open"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id or self.user_id} {self.why}"
