from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.doors.enterprise.rules import CHANNELS, CLASSES, VISIT_KINDS
from xiangyue.kernel.fields import SealedTextField


class Request(models.Model):
    """企业诉求: what the door alone knows of a matter. The stage is worked out from the matter (rules.stage_of), never
    stored.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="firm_request")
    firm = models.ForeignKey("firms.Firm", models.PROTECT, related_name="requests", db_index=False)
    typed_name = models.CharField(max_length=80, help_text="the firm's name as it was typed; the register's may differ")
    channel = models.CharField(max_length=4, choices=[(one, one) for one in CHANNELS])
    topic = models.CharField(max_length=4, choices=[(one, one) for one in CLASSES])
    is_sensitive = models.BooleanField(default=False)
    words_sealed = SealedTextField(blank=True, default="", help_text="of a sensitive one: as they were typed")
    first_contact = models.ForeignKey(
        "kernel.Seat",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="首问责任人; null until the town has a steward",
    )
    handed_over_at = models.DateTimeField(null=True, help_text="when the first contact was last changed")
    escalated_at = models.DateTimeField(null=True)
    supervised_at = models.DateTimeField(null=True, help_text="when the secretary took it up in person")
    taken_in_at = models.DateTimeField()

    class Meta:
        indexes = [
            # a firm's own requests
            models.Index(fields=["firm", "id"], name="firm_request_of_firm"),
            # how many a steward follows, and the desk's "mine first"
            models.Index(fields=["first_contact", "id"], name="firm_request_by_contact"),
            # the month's report
            models.Index(fields=["town", "taken_in_at", "id"], name="firm_request_by_day"),
        ]

    def __str__(self) -> str:
        return f"firm request {self.matter_id}"


class SideCase(models.Model):
    """待材料, 计划解决, 无法解决: beside the main line, with who, why and when; the matter's own state stays."""

    KINDS = [("material", _("待材料")), ("plan", _("计划解决")), ("cannot", _("无法解决"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="cases", db_index=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    words = models.TextField(help_text="what is missing; what is planned; why it cannot be solved")
    basis = models.CharField(max_length=300, blank=True, default="", help_text="of a cannot: law, rule or decision")
    other_ways = models.TextField(blank=True, default="", help_text="of a cannot: what the firm can do instead")
    due_on = models.DateField(null=True, help_text="of a plan: the day on which it comes back")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="given; solved; delivered to the firm and confirmed")
    ended_how = models.CharField(max_length=300, blank=True, default="")
    ended_by = models.ForeignKey(
        "kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False, help_text="null = the firm"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"], condition=Q(ended_at=None), name="firm_side_case_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind="plan", due_on__isnull=False) | (~Q(kind="plan") & Q(due_on=None)),
                name="firm_plan_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="cannot") | (~Q(basis="") & ~Q(other_ways="")), name="firm_cannot_is_explained"
            ),
        ]
        indexes = [
            # plans that come back today
            models.Index(fields=["town", "due_on"], condition=Q(kind="plan", ended_at=None), name="firm_plan_due"),
            # the cases of one request
            models.Index(fields=["request", "id"], name="firm_case_of_request"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class Rating(models.Model):
    """企业评价: the answer and the solution, asked apart; once in each round (a reopening begins a new one)."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="ratings", db_index=False)
    round = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    answer_satisfied = models.CharField(max_length=6)
    solution_satisfied = models.CharField(max_length=6)
    accepts_explanation = models.BooleanField(default=False)
    at = models.DateTimeField()
    heard_by = models.ForeignKey(
        "kernel.Seat",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="null = given by the firm on its page",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "round"], name="firm_rating_once_a_round")]
        indexes = [
            # the month's two satisfactions
            models.Index(fields=["town", "at"], name="firm_rating_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.round}"


class WithdrawnCheck(models.Model):
    """撤回复核: a withdrawn request looked at again, each month until it is settled."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="checks", db_index=False)
    checked_on = models.DateField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    finding = models.CharField(max_length=300)
    is_settled = models.BooleanField(help_text="nothing more to look at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "checked_on"], name="withdrawn_check_once_a_day")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.checked_on}"


class FirmVisit(models.Model):
    """走访: planned for a day, done with what was found; a need becomes a request."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    firm = models.ForeignKey("firms.Firm", models.PROTECT, related_name="visits")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=4, choices=[(one, one) for one in VISIT_KINDS])
    planned_on = models.DateField(null=True, help_text="null = not planned, just done")
    done_on = models.DateField(null=True)
    findings = models.TextField(blank=True, default="")
    request = models.ForeignKey(Request, models.PROTECT, null=True, related_name="visits", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(done_on__isnull=False), name="firm_visit_has_a_day"
            )
        ]
        indexes = [
            # plans that wait, the overdue first
            models.Index(fields=["town", "planned_on", "id"], condition=Q(done_on=None), name="firm_visit_planned"),
            # a month's visits, by steward
            models.Index(
                fields=["town", "done_on", "seat"], condition=Q(done_on__isnull=False), name="firm_visit_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.done_on or self.planned_on}"
