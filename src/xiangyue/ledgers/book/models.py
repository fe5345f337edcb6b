from __future__ import annotations

from django.db import models


class Sheet(models.Model):
    """导入的表: a sheet brought into a ledger, what came of it, and the rows given back with their reasons."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    ledger = models.CharField(max_length=20, help_text="name of its columns")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    filename = models.CharField(max_length=120)
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    titles = models.JSONField(default=list, help_text="list[str]: the file's columns")
    bad = models.JSONField(default=list, help_text="list[list[str]]: cells of each row given back, the reason last")
    passed = models.JSONField(default=dict, help_text="dict: why rows of the file are none of the ledger's → how many")

    class Meta:
        indexes = [
            # the last sheets on a ledger's page
            models.Index(fields=["town", "ledger", "id"], name="book_sheet_newest")
        ]

    def __str__(self) -> str:
        return self.filename
