from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


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


class Entry(models.Model):
    """台账条目: one person entered it, another reviewed it, a third signed it; only then is it counted.

    The columns of a ledger hold what was signed last, or, before that, what was entered first. What is entered after it
    was signed waits in `draft` for the next signature.
    """

    STATES = [
        ("entered", _("待审核")),
        ("returned", _("退回待改")),
        ("reviewed", _("待签发")),
        ("signed", _("已签发")),
        ("withdrawn", _("已撤销")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200, help_text="its columns' identity: stands once in a town")
    village = models.ForeignKey("kernel.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    day = models.DateField(help_text="of which day it is: its period is locked by it")
    state = models.CharField(max_length=9, choices=STATES, default="entered")
    counted = models.BooleanField(default=False, help_text="signed, and not withdrawn since")
    draft = models.JSONField(null=True, help_text="dict[str, str]: entered since; {}: withdrawn, until that is signed")
    version = models.PositiveIntegerField(default=0, help_text="its lines so far")
    doubts = models.JSONField(default=list, help_text="list[str]: what its signer has to give a reason for")
    entered_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    reviewed_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    reviewed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["town", "key"], name="%(class)s_once")]
        indexes = [
            # what waits, and the list
            models.Index(fields=["town", "state", "day"], name="%(class)s_list"),
            # figures
            models.Index(fields=["town", "day"], condition=Q(counted=True), name="%(class)s_counted"),
        ]

    def __str__(self) -> str:
        return self.key


class Book(models.Model):
    """一本台账: of one ledger of a town, the end of its chain. Whoever writes in it holds this row."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    ledger = models.CharField(max_length=20)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "ledger"], name="book_once")]

    def __str__(self) -> str:
        return self.ledger


class Line(models.Model):
    """台账留痕: what was done with an entry, by whom, and why. Only ever added to; chained, and in the daily seals.

    The chain holds a salted commitment to values and reason, so that both can be purged and it stays whole.
    """

    WHATS = [
        ("entered", _("填报")),
        ("revised", _("更正")),
        ("returned", _("退回")),
        ("reviewed", _("审核")),
        ("signed", _("签发")),
        ("withdrawn", _("撤销")),
        ("evidence", _("附凭据")),
        ("locked", _("锁定")),
        ("opened", _("解锁")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    ledger = models.CharField(max_length=20)
    seq = models.PositiveIntegerField()
    entry = models.CharField(max_length=200, help_text="key of the entry; empty: the whole ledger")
    what = models.CharField(max_length=9, choices=WHATS)
    version = models.PositiveIntegerField(help_text="which line of its entry")
    values = models.JSONField(
        default=dict, help_text="dict[str, str]: what was entered; of a lock, its days; of evidence, its digest"
    )
    why = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    algorithm = models.CharField(max_length=10)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    bound = models.CharField(max_length=64, help_text="commitment to values and reason")
    seal = models.ForeignKey("kernel.Seal", models.PROTECT, null=True, related_name="+", db_index=False)
    told_at = models.DateTimeField(null=True, help_text="when the figures had it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "ledger", "seq"], name="book_line_once")]
        indexes = [
            # an entry's own lines
            models.Index(fields=["town", "ledger", "entry", "seq"], name="book_line_of_entry"),
            # the nightly seal
            models.Index(fields=["town", "id"], condition=Q(seal=None), name="book_line_unsealed"),
            # the worker's loop
            models.Index(fields=["id"], condition=Q(told_at=None), name="book_line_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger}/{self.seq} {self.what}"


class Evidence(models.Model):
    """凭据: a photo or paper that bears an entry out. Photos are re-encoded before they get here."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    ledger = models.CharField(max_length=20)
    entry = models.CharField(max_length=200, help_text="key of the entry")
    file = models.FileField(upload_to="ledgers/%Y/%m/")
    title = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="by the camera's own clock")
    lon = models.FloatField(null=True, help_text="where the camera says it was, WGS-84")
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "ledger", "entry", "sha256"], name="evidence_once")]

    def __str__(self) -> str:
        return self.title


class Lock(models.Model):
    """锁定: no entry of these days changes until somebody opens them again, with a reason that everybody sees."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    ledger = models.CharField(max_length=20)
    first = models.DateField()
    following = models.DateField(help_text="the day after the last")
    locked_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    locked_at = models.DateTimeField()
    opened_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, help_text="of the opening")

    class Meta:
        indexes = [
            # asked at every deed
            models.Index(fields=["town", "ledger", "following"], condition=Q(opened_at=None), name="book_lock_standing")
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.first} – {self.last}"

    @property
    def last(self) -> date:
        return self.following - timedelta(days=1)
