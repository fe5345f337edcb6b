from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

LEVELS = [(1, _("当场办结")), (2, _("请村里办")), (3, _("请镇里办")), (4, _("建议提级到区级部门"))]


class Zone(models.Model):
    """党员责任区: some households of one grid, looked after by one Party member at a time."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    grid = models.ForeignKey("kernel.Place", models.PROTECT, related_name="zones")
    title = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid", "title"], name="patrol_zone_once")]

    def __str__(self) -> str:
        return f"{self.grid.name} {self.title}"


class Watch(models.Model):
    """谁负责: a seat answers for a grid (`zone` empty) or for a zone in it, from one moment to another."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("kernel.Place", models.PROTECT, related_name="watches", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="watches", db_index=False)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="watches")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(zone=None, until=None), name="patrol_one_per_grid"),
            models.UniqueConstraint(
                fields=["zone"], condition=Q(zone__isnull=False, until=None), name="patrol_one_per_zone"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="patrol_watch_ends_later"),
        ]
        indexes = [
            # who answered here on that day
            models.Index(fields=["place", "zone", "since"], name="patrol_watch_on_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.seat_id}"


class Household(models.Model):
    """联系户: known by its house number. Name and phone are there only with consent, and go when it is withdrawn."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="households")
    grid = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    door_number = models.CharField(max_length=60, help_text="shown to staff only")
    person = models.ForeignKey(
        "kernel.Party",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="name and phone stand there, under their own key",
    )
    consent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grid", "door_number"], name="patrol_household_once"),
            models.CheckConstraint(
                condition=Q(consent_at__isnull=False) | Q(person=None), name="patrol_no_name_without_consent"
            ),
        ]

    def __str__(self) -> str:
        return self.door_number


class HouseVisit(models.Model):
    """入户走访. `matter` is the need that was heard; none means that they were asked and had nothing."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="visits", db_index=False)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    met = models.BooleanField(help_text="false: nobody was there")
    lon = models.FloatField(null=True, help_text="WGS-84")
    lat = models.FloatField(null=True, help_text="WGS-84")
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, null=True, related_name="house_visit")
    request_id = models.CharField(max_length=64, help_text="client's idempotency key")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "request_id"], name="patrol_visit_once")]
        indexes = [
            # when a household was last met: the list of visits due
            models.Index(fields=["household", "-at"], name="patrol_last_visit")
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.at:%Y-%m-%d}"


class Patrol(models.Model):
    """一次巡查: from begin to end, how far; the positions themselves are in `TrackChunk` and do not stay."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64, help_text="given by the phone")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    task = models.CharField(
        max_length=40, blank=True, default="", help_text="of the town's list of rounds; empty: common"
    )
    metres = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0, help_text="positions outside the town, not kept")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "key"], name="patrol_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")), name="patrol_ends_later"
            ),
        ]
        indexes = [
            # a worker's own last patrols
            models.Index(fields=["seat", "-begun_at"], name="patrol_by_seat")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.begun_at:%Y-%m-%d %H:%M}"


class TrackChunk(models.Model):
    """A stretch of a patrol's positions. Tracks are sensitive (PIPL art. 28): they go after the town's days of
    keeping.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="chunks")
    request_id = models.CharField(max_length=64, help_text="client's idempotency key")
    points = models.JSONField(help_text="list[[lon, lat, ISO moment]], WGS-84")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "request_id"], name="patrol_chunk_once")]
        indexes = [
            # the purge of what was kept long enough
            models.Index(fields=["town", "received_at"], name="patrol_chunk_purge")
        ]

    def __str__(self) -> str:
        return f"{self.patrol_id} {self.request_id}"


class Coverage(models.Model):
    """When somebody was last in a grid. Tells nothing of who, and stays when tracks go."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    grid = models.OneToOneField("kernel.Place", models.PROTECT, related_name="coverage")
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.grid_id} {self.last_at:%Y-%m-%d}"


class Finding(models.Model):
    """巡查发现. Without a matter it was closed on the spot by the one who found it, and the photo is kept here."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    request_id = models.CharField(max_length=64, help_text="client's idempotency key")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    task = models.CharField(max_length=40, help_text="of the town's list of grid tasks")
    words = models.TextField()
    note = models.TextField(blank=True, default="", help_text="how it was closed on the spot")
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    lon = models.FloatField(null=True, help_text="WGS-84")
    lat = models.FloatField(null=True, help_text="WGS-84")
    place = models.ForeignKey(
        "kernel.Place", models.PROTECT, null=True, related_name="+", help_text="grid, else village"
    )
    photo = models.FileField(upload_to="patrol/%Y/%m/", blank=True)
    at = models.DateTimeField(help_text="when the phone says that it was found")
    received_at = models.DateTimeField()
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, null=True, related_name="patrol_finding")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "request_id"], name="patrol_finding_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | Q(lon__isnull=False, lat__isnull=False),
                name="patrol_finding_is_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(level=1) & ~Q(photo="") & ~Q(note=""),
                name="patrol_closed_with_a_photo",
            ),
        ]
        indexes = [
            # the list of findings, newest first
            models.Index(fields=["town", "-received_at", "-id"], name="patrol_findings"),
            # a worker's own
            models.Index(fields=["seat", "-received_at", "-id"], name="patrol_own_findings"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"


class FindingPhoto(models.Model):
    """更多照片: beside the first one of what was closed on the spot; where there is a matter they are its files."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="more_photos", db_index=False)
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="patrol/%Y/%m/")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "number"], name="patrol_more_photos_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.number}"
