from __future__ import annotations

from django.db import models

from xiangyue.ledgers.book.models import Entry


class Version(Entry):
    """规划版本: one drawing of the town's plan, on its way from drawn up to approved."""

    title = models.CharField(max_length=80)
    drawn_on = models.DateField(help_text="when its drawing was finished")
    shown_from = models.DateField(null=True)
    shown_until = models.DateField(null=True, help_text="the last day of the display")
    deliberated_on = models.DateField(null=True, help_text="by the township congress")
    approved_on = models.DateField(null=True)
    document = models.CharField(max_length=80, blank=True)

    class Meta(Entry.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Zone(Entry):
    """分区: an area of a version, what it allows, and by which article."""

    version_of = models.ForeignKey(Version, models.PROTECT, related_name="zones", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    uses = models.CharField(max_length=300, help_text="what may be done there")
    article = models.CharField(max_length=120, help_text="that says so")
    shape = models.TextField(help_text="GeoJSON geometry, WGS-84")
    drawn_on = models.DateField()

    class Meta(Entry.Meta):
        pass
