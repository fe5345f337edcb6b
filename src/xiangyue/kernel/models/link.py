from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from xiangyue.kernel.models.matter import Matter


class Link(models.Model):
    """关联: one matter leads to another: carried to another table, joined with it, or part of it."""

    # as the source tells it, as the target tells it
    WORDS = {
        "carried_to": (_("转到"), _("转自")),
        "joined_with": (_("合办"), _("合办")),
        "part_of": (_("拆自"), _("拆出")),
    }
    RELATIONS = [(key, words[0]) for key, words in WORDS.items()]

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

    def told_by(self, matter: Matter) -> str:
        """The relation in the words of one of its two sides."""
        return self.WORDS[self.relation][0 if self.source_id == matter.pk else 1]
