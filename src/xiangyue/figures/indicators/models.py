from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from xiangyue.figures.indicators import periods, rules


class Goal(models.Model):
    """目标、提法: what indicators hang on. Some are only names: what they ask for is defined nowhere."""

    KINDS = [("goal", _("目标")), ("name", _("提法，只有名称")), ("initiative", _("倡议"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=KINDS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "code"], name="goal_code_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="goal_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def on(self, day: date) -> IndicatorQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Indicator(models.Model):
    """指标: a dated row of the town. What is counted and divided by what; how it is rounded; who signs for it."""

    PERIODS = [
        (periods.MONTH, _("按月")),
        (periods.TO_DATE, _("年初至月末累计")),
        (periods.ASSESSMENT, _("按考核期")),
        (periods.QUARTER, _("按季度")),
        (periods.SEASON, _("按农时季")),
        (periods.YEAR, _("按年")),
    ]
    ROUNDINGS = [(rules.HALF_UP, _("四舍五入")), (rules.TRUNCATED, _("只舍不入"))]
    BETTER = [(rules.UP, _("越高越好")), (rules.DOWN, _("越低越好")), (rules.NEITHER, _("不分高低"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="first day on which it no longer holds")
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=160)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="indicators", db_index=False)
    numerator = models.CharField(max_length=60, help_text="name of a measure")
    numerator_arguments = models.JSONField(default=dict, help_text="{argument: value}")
    denominator = models.CharField(max_length=60, blank=True, help_text="name of a measure; empty: it is a plain count")
    denominator_arguments = models.JSONField(default=dict, help_text="{argument: value}")
    factor = models.DecimalField(max_digits=14, decimal_places=4, help_text="100 for percent, 10000 for 万人比")
    unit = models.CharField(max_length=20)
    scope = models.CharField(max_length=300, help_text="口径")
    period_kind = models.CharField(max_length=10, choices=PERIODS)
    rounding = models.CharField(max_length=9, choices=ROUNDINGS)
    places = models.PositiveSmallIntegerField()
    better = models.CharField(max_length=4, choices=BETTER)
    source = models.CharField(max_length=200, help_text="whose definition it is")
    signer = models.CharField(max_length=16, help_text="the role that signs for it")
    watch = models.JSONField(
        default=list, help_text="list[str]: measures whose shares of the numerator stand beside a fall"
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "code", "valid_from"], name="indicator_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="indicator_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class Target(models.Model):
    """任务、目标值: of an indicator in one period, or what it is to be brought down to from a base."""

    KINDS = [(rules.COMPLETION, _("完成数")), (rules.REDUCTION, _("降到"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40, help_text="of the indicator")
    period = models.CharField(max_length=24)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    kind = models.CharField(max_length=10, choices=KINDS)
    base = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "code", "period"], name="target_once_in_a_period"),
            models.CheckConstraint(
                condition=Q(kind=rules.COMPLETION) | Q(base__isnull=False), name="target_reduction_has_a_base"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.period}"
