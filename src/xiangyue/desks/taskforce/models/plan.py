from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.desks.taskforce.models.case import HardCase


class Plan(models.Model):
    """一案一策: each writing is a row of its own. What was approved is never edited: a later one replaces it and says
    what changed and why.
    """

    STATES = [("draft", _("待审定")), ("approved", _("已审定")), ("returned", _("已退回")), ("replaced", _("已替换"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(HardCase, models.PROTECT, related_name="plans", db_index=False)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=STATES)
    facts = models.TextField()
    should = models.TextField(help_text="该不该")
    can = models.TextField(help_text="能不能")
    how = models.TextField(help_text="怎么办")
    law = models.TextField()
    say = models.TextField(help_text="what is said to the person")
    say_on = models.DateField()
    test = models.TextField(help_text="what must be true before it is closed")
    test_days = models.PositiveSmallIntegerField(help_text="for how long it must have held")
    test_unit = models.ForeignKey(
        "kernel.Party", models.PROTECT, related_name="+", db_index=False, help_text="who confirms it"
    )
    change = models.TextField(blank=True, help_text="of a revision: what is different and why")
    written_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="hard_plan_version_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="draft"), name="hard_plan_one_draft"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="approved"), name="hard_plan_one_approved"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(change=""), name="hard_plan_change_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version}"


class Step(models.Model):
    """步骤: who does what by which day, and with what money."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    money = models.DecimalField(max_digits=14, decimal_places=2, null=True, help_text="yuan; null = none is needed")
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True, help_text="a revision of the plan does without it, or sets it anew")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="hard_step_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dropped_at=None), name="hard_step_done_or_dropped"),
        ]
        indexes = [
            # what a unit still owes
            models.Index(
                fields=["unit", "due_on"], condition=Q(done_at=None, dropped_at=None), name="hard_step_of_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
