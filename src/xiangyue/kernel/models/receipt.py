from __future__ import annotations

from django.db import models

from xiangyue.kernel.models.coded import Coded


class Receipt(Coded):
    """回执: what the person who raised a matter holds in hand. The code opens it only together with its tail."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="receipt")
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"receipt {self.pk}"
