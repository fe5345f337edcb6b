from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.desks.taskforce.rules import TOPICS


class Proposal(models.Model):
    """提请: a matter that may be a hard case, by the town's criteria or because somebody says so; people decide."""

    STATES = [("waiting", _("待决定")), ("taken", _("已收案")), ("declined", _("暂不收"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="hard_proposals")
    state = models.CharField(max_length=8, choices=STATES)
    reasons = models.JSONField(default=list, help_text="list[str]: keys of rules.REASONS")
    words = models.TextField(blank=True, help_text="why, where a person proposed it")
    by = models.ForeignKey(
        "kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False, help_text="null: the criteria alone"
    )
    at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    not_before = models.DateField(null=True, help_text="of one declined: until this day the criteria are silent")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(state="waiting"), name="hard_proposal_one_waiting")
        ]
        indexes = [
            # what waits for a decision, the oldest first; what was declined
            models.Index(fields=["town", "state", "at", "id"], name="hard_proposal_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.state}"


class HardCase(models.Model):
    """专班案件: a hard case beside the matter it is about. The matter goes its own way and is answered by its unit; the
    case ends when its exit test holds.
    """

    STATES = [("open", _("研究方案")), ("acting", _("推进落实")), ("resting", _("搁置")), ("closed", _("办结"))]
    ENDS = [("solved", _("化解")), ("withdrawn", _("诉求人撤回"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="hard_case")
    state = models.CharField(max_length=8, choices=STATES)
    topic = models.CharField(max_length=10, choices=list(TOPICS.items()))
    reasons = models.JSONField(default=list, help_text="list[str]: keys of rules.REASONS")
    why = models.TextField()
    leader = models.ForeignKey(
        "kernel.Seat", models.PROTECT, related_name="+", db_index=False, help_text="包案领导: one at any time"
    )
    taken_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    rest_until = models.DateField(null=True)
    died_on = models.DateField(null=True, help_text="of whoever raised it")
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=10, choices=ENDS, blank=True)
    closed_words = models.TextField(blank=True)
    reopened_at = models.DateTimeField(null=True, help_text="what was heard and looked at before is of another round")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(closed_how="")
                | ~Q(state="closed") & Q(closed_at=None, closed_how=""),
                name="hard_case_closed_is_told",
            ),
            models.CheckConstraint(
                condition=Q(state="resting", rest_until__isnull=False) | ~Q(state="resting") & Q(rest_until=None),
                name="hard_case_rests_until",
            ),
        ]
        indexes = [
            # the desk, the longest on the table first; what was taken in in a span
            models.Index(fields=["town", "state", "taken_at", "id"], name="hard_case_by_state"),
            # what a leader holds
            models.Index(fields=["leader", "state"], name="hard_case_of_leader"),
            # closed in a span
            models.Index(fields=["town", "closed_at", "id"], condition=Q(state="closed"), name="hard_case_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.get_state_display()}"


class OnTable(models.Model):
    """A matter lies on one table at a time: that of its own case, or of the one that it was joined with."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(HardCase, models.PROTECT, related_name="tables", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="hard_tables")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter"], condition=Q(until=None), name="on_one_table")]
        indexes = [
            # the matters of one case
            models.Index(fields=["case", "id"], name="on_table_of_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.matter_id}"
