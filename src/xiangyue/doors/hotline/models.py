from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _

from xiangyue.doors.hotline.mapping import Columns


class ColumnMapping(models.Model):
    """列对应: how the columns of one kind of export file are read in this town, remembered under a name."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    columns = models.JSONField(help_text="dict: our field → the file's column title")
    constants = models.JSONField(default=dict, help_text="dict: our field → a value for every row")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def as_columns(self) -> Columns:
        return Columns(self.columns, self.constants)


class ImportRun(models.Model):
    """导入批次: one file, checked whole and then written; running it twice changes nothing.

    The counts move with each chunk in the chunk's own transaction, so that they are true after any crash.
    """

    STATES = [
        ("checked", _("已检查")),
        ("writing", _("写入中")),
        ("done", _("完成")),
        ("broken", _("中断")),
        ("undoing", _("撤回中")),
        ("undone", _("已撤回")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+")
    mapping = models.ForeignKey(
        ColumnMapping, models.PROTECT, null=True, related_name="+", help_text="null: not chosen yet"
    )
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=STATES)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(
        null=True, help_text="when the last chunk was written; a run without a beat is broken"
    )
    file_rows = models.PositiveIntegerField(default=0, help_text="all rows of all visible sheets")
    passed = models.JSONField(default=dict, help_text="dict: why rows of the file are no orders → how many")
    rows = models.PositiveIntegerField(default=0, help_text="orders of the file, good and bad")
    created = models.PositiveIntegerField(default=0)
    brought_home = models.PositiveIntegerField(default=0, help_text="known orders that came with something new")
    unchanged = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    rejects = models.FileField(upload_to="rejects/%Y/%m/", blank=True)
    titles = models.JSONField(default=list, help_text="list[str]: the file's columns in their order")
    preview = models.JSONField(default=list, help_text="list[dict]: the first rows as they would become, masked")
    says = models.TextField(blank=True, default="", help_text="why it broke, or what the reader should know")
    undone_at = models.DateTimeField(null=True)
    undone = models.PositiveIntegerField(default=0, help_text="orders that were taken back, or set back, with this run")
    stored = models.CharField(max_length=120, blank=True, default="", help_text="the uploaded file until it is written")

    class Meta:
        indexes = [models.Index(fields=["town", "-started_at"], name="import_newest_first")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%F %T}"

    @property
    def written(self) -> int:
        """Rows that have been dealt with."""
        return self.created + self.brought_home + self.unchanged + self.bad

    @property
    def may_be_undone(self) -> bool:
        return self.state in ("done", "broken", "undoing") and self.created + self.brought_home > 0

    @property
    def passed_rows(self) -> int:
        return sum(self.passed.values())

    @property
    def passed_says(self) -> str:
        return "、".join(f"{why} {count} 行" for why, count in self.passed.items())

    @property
    def conserved_says(self) -> str:
        """The sum in which every row of the file stands once."""
        why = f"（{self.passed_says}）" if self.passed else ""
        return (
            f"文件共 {self.file_rows} 行 = 新工单 {self.created} + 带回结果 {self.brought_home} + "
            f"没有变化 {self.unchanged} + 退回 {self.bad} + 略过 {self.passed_rows}{why}"
        )


class ImportedRow(models.Model):
    """来件原行: what the upper system last said of a matter, cell by cell as text, in the files' own columns.

    Names, telephone numbers and addresses stand here masked; in full they are sealed with the requester.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="imported_row")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="imported_rows")
    cells = models.JSONField(help_text="dict: column title → text")
    fingerprint = models.CharField(max_length=64, help_text="sha256 of the cells: unchanged rows are left alone")
    number = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="the upper system's number where the matter bears another: one that bore it was taken back",
    )
    before = models.JSONField(null=True, help_text="dict: the cells before the run; null: the order came with it")
    before_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+", db_index=False)
    event_count = models.PositiveIntegerField(
        default=0, help_text="events of the matter when the run had written it; 0: not to be taken back"
    )
    undone_at = models.DateTimeField(null=True, help_text="the order was taken back with its import")

    class Meta:
        indexes = [
            # the matter of a number that was taken back before
            models.Index(fields=["town", "number"], condition=~models.Q(number=""), name="imported_by_number")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}"
