from __future__ import annotations

from django.db import models

from xiangyue.ledgers.book.models import Entry


class Parcel(Entry):
    """地块: one field, as it was surveyed."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12)
    area_mu = models.DecimalField(max_digits=10, decimal_places=2)
    operator = models.CharField(max_length=60, blank=True, help_text="a body that works it; never a person")
    surveyed_on = models.DateField()

    class Meta(Entry.Meta):
        pass

    def __str__(self) -> str:
        return self.code


class Sowing(Entry):
    """播种: what was sown on a parcel in a season."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="sowings", db_index=False)
    year = models.PositiveSmallIntegerField(help_text="in whose figures it is counted: that of the harvest")
    season = models.CharField(max_length=4)
    crop = models.CharField(max_length=8)
    area_mu = models.DecimalField(max_digits=10, decimal_places=2)
    sown_on = models.DateField()

    class Meta(Entry.Meta):
        indexes = [
            *Entry.Meta.indexes,
            # the figures of a year
            models.Index(fields=["town", "year", "season"], name="sowing_of_year"),
        ]


class Task(Entry):
    """播种任务: the grain area that the town, or a village, has to sow in a year."""

    year = models.PositiveSmallIntegerField()
    area_mu = models.DecimalField(max_digits=12, decimal_places=2)
    document = models.CharField(max_length=80)
    issued_on = models.DateField()

    class Meta(Entry.Meta):
        pass


class Round(models.Model):
    """巡田: a field chief went round the fields of one village, as the patrol told it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    event = models.OneToOneField("kernel.Event", models.PROTECT, related_name="+")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    metres = models.PositiveIntegerField()

    class Meta:
        indexes = [
            # the weeks of a village, and figures
            models.Index(fields=["town", "day", "village"], name="farmland_round_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.day}"
