from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _


class Case(models.Model):
    """办理中的申请: an objection, extension, suspension, ledger entry, whistle … with who, why, until when, and the
    decision.
    """

    KINDS = [
        ("objection", _("退单")),
        ("extension", _("延期")),
        ("suspension", _("中止")),
        ("ledger", _("挂账")),
        ("whistle", _("吹哨")),
        ("escalation", _("提级")),
        ("unreasonable", _("不合理诉求认定")),
        ("score_appeal", _("考核申诉")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=12, choices=KINDS)
    state = models.CharField(max_length=10)
    asked_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    reason = models.TextField()
    basis = models.TextField(blank=True, help_text="the rule it rests on")
    unit = models.ForeignKey(
        "kernel.Party",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="suggested unit of an objection; unit called by a whistle; unit asked by an escalation",
    )
    until = models.DateTimeField(null=True, help_text="new deadline asked for; day on which the matter comes back")
    decided_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    response = models.TextField(blank=True, help_text="what the whistled unit reported")
    responded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # one open request of a kind on a matter; several units may be whistled for at once
            models.UniqueConstraint(
                fields=["matter", "kind"],
                condition=Q(state__in=["open", "asked"]) & ~Q(kind__in=["whistle", "escalation"]),
                name="case_one_open",
            )
        ]
        indexes = [
            # the reviewer's list
            models.Index(fields=["town", "asked_at"], condition=Q(state__in=["open", "asked"]), name="case_to_decide"),
            # the whistled unit's list
            models.Index(
                fields=["unit", "asked_at"], condition=Q(state__in=["blown", "responded"]), name="case_whistled"
            ),
            # the ledger of hard ones
            models.Index(fields=["town", "until"], condition=Q(kind="ledger", state="granted"), name="case_on_ledger"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.matter_id}"


class Answer(models.Model):
    """答复: what was told to the requester and to the door it came from; done only when both are delivered (条例 art.
    15).
    """

    OUTCOMES = [
        ("solved", _("已解决")),
        ("partly", _("部分解决")),
        ("explained", _("解释说明")),
        ("planned", _("列入计划")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="answers")
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    written_at = models.DateTimeField()
    to_requester_at = models.DateTimeField(null=True)
    to_requester_how = models.CharField(max_length=10, blank=True)
    to_door_at = models.DateTimeField(null=True)
    to_door_how = models.CharField(max_length=10, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the export back to the upper system
            models.Index(fields=["town", "written_at"], name="answer_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.get_outcome_display()}"


class Release(models.Model):
    """审签: an answer that waits for a second person's word before anybody outside hears of it."""

    STATES = [
        ("waiting", _("待审签")),
        ("granted", _("已同意")),
        ("refused", _("已退回")),
        ("taken_back", _("已撤回")),
        ("dropped", _("不再审签")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="releases")
    state = models.CharField(max_length=10, choices=STATES)
    unit = models.ForeignKey(
        "kernel.Party", models.PROTECT, related_name="+", db_index=False, help_text="whose answer it is"
    )
    written_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    outcome = models.CharField(max_length=10, choices=Answer.OUTCOMES)
    requester_how = models.CharField(max_length=10, blank=True, help_text="how it is going to be delivered")
    door_how = models.CharField(max_length=10, blank=True)
    shown = models.JSONField(default=list, help_text="list[int]: files that the requester is to see with it")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by_role = models.CharField(max_length=14, blank=True, help_text="empty: whoever works in `by_unit`")
    by_unit = models.ForeignKey(
        "kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False, help_text="null: of any unit"
    )
    decided_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, help_text="what the second person said of it")
    answer = models.OneToOneField(Answer, models.PROTECT, null=True, related_name="release")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(state="waiting"), name="release_one_waiting")
        ]
        indexes = [
            # the releaser's list by its clock
            models.Index(fields=["town", "due_at", "id"], condition=Q(state="waiting"), name="release_to_decide"),
            # what was decided, newest first
            models.Index(fields=["town", "asked_at", "id"], name="release_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.get_state_display()}"


class AnswerTemplate(models.Model):
    """答复模板: words for a category, kept by the town."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+")
    category_code = models.CharField(max_length=20, blank=True, help_text="empty: for every category")
    title = models.CharField(max_length=60)
    text = models.TextField(help_text="may hold {place}, {unit}, {date}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "title"], name="template_title_once")]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """经办人: who of the lead unit has the matter in hand. The unit answers for it, whoever this is."""

    matter = models.OneToOneField("kernel.Matter", models.PROTECT, primary_key=True, related_name="assignment")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.ForeignKey(
        "kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False, help_text="who had it until then"
    )

    def __str__(self) -> str:
        return f"{self.matter_id} {self.seat_id}"

    @property
    def holder(self) -> str:
        """By name; "" where another unit leads the matter by now."""
        return self.seat.holder if self.seat.unit_id == self.matter.lead_unit_id else ""
