from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.kernel.fields import SealedTextField
from xiangyue.kernel.moves import STATES


class Matter(models.Model):
    """事: whatever somebody must answer for. `words` are the original words and are never edited; title and words stand
    here with masks where their personal parts were, which lie sealed beside them.

    `head_hash` and `event_count` are the end of the matter's hash chain; only `actions.record` moves them.
    """

    REQUEST_TYPES = [
        ("consult", _("咨询")),
        ("help", _("求助")),
        ("complaint", _("投诉")),
        ("report", _("举报")),
        ("suggestion", _("建议")),
        ("praise", _("表扬")),
    ]
    URGENCIES = [("urgent", _("突发")), ("utility", _("水电气热")), ("general", _("一般")), ("complex", _("疑难"))]
    DISPOSITIONS = [
        ("EMERGENCY_TRANSFER", _("转紧急服务")),
        ("LEGAL_CHANNEL", _("走法定渠道")),
        ("SAME_NO_NEW", _("重复且无新事实")),
        ("SECRET_PRIVACY", _("涉密涉隐私")),
        ("OUT_OF_SCOPE", _("超出政府职权")),
        ("UNLAWFUL", _("违法或违背公序良俗")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="matters", db_index=False)
    number = models.CharField(max_length=40)
    door = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, default="appeal")
    request_type = models.CharField(max_length=12, choices=REQUEST_TYPES, default="help")
    state = models.CharField(max_length=20, choices=[(key, zh) for key, (zh, _) in STATES.items()])
    title = models.CharField(max_length=200)
    words = models.TextField()
    requester = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="matters")
    category = models.ForeignKey("kernel.Category", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey("kernel.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    lon = models.FloatField(null=True, help_text="WGS-84")
    lat = models.FloatField(null=True, help_text="WGS-84")
    lead_unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    urgency = models.CharField(max_length=8, choices=URGENCIES, default="general")
    disposition = models.CharField(max_length=20, choices=DISPOSITIONS, blank=True, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    is_confidential = models.BooleanField(default=False, help_text="举报: hidden from the reported unit")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="what binds: the imported deadline, else ours, as extended")
    computed_due_at = models.DateTimeField(null=True, help_text="ours, by the town's deadline classes")
    imported_due_at = models.DateTimeField(null=True, help_text="as it came with the order; nothing overwrites it")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    request_id = models.CharField(max_length=64, null=True, help_text="client's idempotency key")
    request_digest = models.CharField(
        max_length=64, null=True, help_text="keyed hash of what came with the request id: one id, one content"
    )
    head_hash = models.CharField(max_length=64)
    event_count = models.PositiveIntegerField()

    held: list[tuple[SealedPart, str]] | None = None  # the parts of its words with their texts, until it is saved

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "number"], name="matter_number_once_per_town"),
            models.UniqueConstraint(fields=["town", "request_id"], name="matter_request_once"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="matter_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "disposed"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "disposed"]) & Q(closed_at__isnull=True)),
                name="matter_ended_has_a_moment",
            ),
        ]
        indexes = [
            # the day's window, today's page, the newest page of every list
            models.Index(fields=["town", "received_at", "id"], name="matter_by_arrival"),
            # a handler's list by clock: only what is still open
            models.Index(
                fields=["lead_unit", "due_at", "id"], condition=Q(closed_at=None), name="matter_unit_by_clock"
            ),
            # the dispatcher's list in the order of arrival, and the counts of its tabs: only what is still open
            models.Index(
                fields=["town", "received_at", "id", "state"], condition=Q(closed_at=None), name="matter_waiting"
            ),
            # the town's late list
            models.Index(fields=["town", "due_at", "id"], condition=Q(closed_at=None), name="matter_town_by_clock"),
            # twins of a parent
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="matter_children"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SealedPart(models.Model):
    """原话里的个人信息: what stands under a mask of title or words. The first event commits to it with the salt."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="sealed_parts", db_index=False)
    field = models.CharField(max_length=5, help_text="title or words")
    kind = models.CharField(max_length=8)
    start = models.PositiveIntegerField(help_text="of the mask, in characters")
    end = models.PositiveIntegerField()
    salt = models.CharField(max_length=32)
    text_sealed = SealedTextField()
    token = models.CharField(max_length=25, blank=True, default="", help_text="keyed: by it a number is found")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "field", "start"], name="sealed_part_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.field}[{self.start}:{self.end}] {self.kind}"


class Attachment(models.Model):
    """附件: a file that came with a matter or proves a deed. Photos are re-encoded before they get here."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to="matters/%Y/%m/")
    title = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    for_requester = models.BooleanField(default=False, help_text="they gave it, or it was marked for them to see")
    likeness = models.BigIntegerField(null=True, help_text="lib.images.likeness of a picture")
    taken_at = models.DateTimeField(null=True, help_text="by the camera's own clock")
    metres_away = models.PositiveIntegerField(
        null=True, help_text="from the matter's place to where the camera says it was; that point itself is not kept"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "sha256"], name="attachment_once")]
        indexes = [
            # the same picture in another matter
            models.Index(fields=["town", "likeness"], name="attachment_alike"),
            models.Index(fields=["town", "sha256"], name="attachment_same"),
        ]

    def __str__(self) -> str:
        return self.title
