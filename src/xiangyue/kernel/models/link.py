from __future__ import annotations

from django.db import models
from django.db.models import Q


class Link(models.Model):
    """关联: one matter leads to another: carried to another table, joined with it, or part of it."""

    RELATIONS = [("carried_to", "转到"), ("joined_with", "合办"), ("part_of", "拆自")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="links_on", db_index=False)
    target = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="links_back")
    relation = models.CharField(max_length=12, choices=RELATIONS)
    since = models.DateTimeField()
    by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    until = models.DateTimeField(null=True, help_text="when it was undone")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "relation"], condition=Q(until=None), name="link_once_while_it_holds"
            ),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"
