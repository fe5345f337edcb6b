from __future__ import annotations

from django.db import models

from xiangyue.kernel.fields import SealedTextField


class Coded(models.Model):
    """Whatever opens by ten digits and a tail: the last four digits of a phone, or four that were given with the
    code.
    """

    code_hash = models.CharField(max_length=64, unique=True, help_text="keyed hash of the ten digits")
    code_sealed = SealedTextField()
    tail_hash = models.CharField(max_length=64)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True
