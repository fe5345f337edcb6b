from __future__ import annotations

from django.db import models

from xiangyue.kernel.fields import SealedTextField


class Receipt(models.Model):
    """回执: what the person who raised a matter holds in hand. The code opens it only together with its tail.

    The tail is the last four digits of the phone number, or four digits given with the code where there was no phone.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="receipt")
    code_hash = models.CharField(max_length=64, unique=True, help_text="keyed hash of the ten digits")
    code_sealed = SealedTextField()
    tail_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"receipt {self.pk}"
