from __future__ import annotations

from django.db import models
from django.db.models import Q


class CouncilNotice(models.Model):
    """村务议事公告: what a council talked about and settled, for everybody to read."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey("kernel.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    text = models.TextField()
    published_at = models.DateTimeField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            # the public list, newest first
            models.Index(fields=["town", "published_at", "id"], condition=Q(withdrawn_at=None), name="notice_shown")
        ]

    def __str__(self) -> str:
        return self.title
