from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.desks.taskforce.models.case import HardCase


class Meeting(models.Model):
    """会商: a review of the case, with its minutes."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(HardCase, models.PROTECT, related_name="meetings", db_index=False)
    on = models.DateField()
    present = models.TextField()
    minutes = models.TextField()
    decided = models.TextField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "on"], name="hard_meeting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"


class Talk(models.Model):
    """沟通: what was said to the person, and what they say of it. `solved`: in their own words; null = not asked."""

    WHO = [("person", _("本人")), ("kin", _("近亲属")), ("agent", _("代理人")), ("nobody", _("无人可听"))]
    HOW = [("visit", _("上门")), ("meeting", _("当面")), ("phone", _("电话")), ("letter", _("书面"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(HardCase, models.PROTECT, related_name="talks", db_index=False)
    on = models.DateField()
    who = models.CharField(max_length=8, choices=WHO)
    how = models.CharField(max_length=8, choices=HOW)
    told = models.TextField(help_text="what they were told")
    said = models.TextField(help_text="what they said; of nobody to hear: how that is known")
    solved = models.BooleanField(null=True)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "on", "who"], name="hard_talk_once_a_day")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"


class Check(models.Model):
    """出清查看: whether the exit test holds on a day, by the unit that confirms it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(HardCase, models.PROTECT, related_name="checks", db_index=False)
    on = models.DateField()
    holds = models.BooleanField()
    words = models.TextField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "on"], name="hard_check_once_a_day"),
            models.CheckConstraint(condition=~Q(words=""), name="hard_check_says_what_was_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"
