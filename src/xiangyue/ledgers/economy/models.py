from __future__ import annotations

from django.db import models

from xiangyue.ledgers.book.models import Entry


class Tax(Entry):
    """税收: what came in of one kind of tax in a month, at one level of the budget."""

    month = models.DateField(help_text="its first day")
    tax = models.CharField(max_length=10)
    level = models.CharField(max_length=4)
    amount = models.DecimalField(
        max_digits=16, decimal_places=4, help_text="10,000 yuan; less than nothing after refunds"
    )

    class Meta(Entry.Meta):
        pass


class Entities(Entry):
    """经营主体: registered and struck off in a month."""

    month = models.DateField()
    kind = models.CharField(max_length=10)
    opened = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()

    class Meta(Entry.Meta):
        pass


class Capacity(Entry):
    """财力: what the district's budget gives the town in a month."""

    month = models.DateField()
    amount = models.DecimalField(max_digits=16, decimal_places=4, help_text="10,000 yuan")

    class Meta(Entry.Meta):
        pass
