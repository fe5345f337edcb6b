from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiangyue.ledgers.firms.rules import SIZES


class Firm(models.Model):
    """企业: a row of the town's register. A name that was only typed on the public page waits to be confirmed."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    party = models.OneToOneField("kernel.Party", models.PROTECT, related_name="firm")
    title = models.CharField(max_length=80, help_text="as in the party, for lists and look-up")
    code = models.CharField(
        max_length=18, blank=True, default="", help_text="统一社会信用代码; empty = not founded yet"
    )
    sector = models.CharField(max_length=40, blank=True, default="")
    size = models.CharField(max_length=8, choices=[(one, one) for one in SIZES], blank=True, default="")
    registered_in_town = models.BooleanField(default=False)
    operating_in_town = models.BooleanField(default=True)
    landed_on = models.DateField(null=True)
    steward = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    is_confirmed = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "code"], condition=~Q(code=""), name="firm_code_once_per_town"),
            models.UniqueConstraint(fields=["town", "title"], condition=Q(code=""), name="firm_without_code_once"),
        ]
        indexes = [
            # the register by name, and the look-up of a typed name
            models.Index(fields=["town", "title", "id"], name="firm_by_title")
        ]

    def __str__(self) -> str:
        return self.title
