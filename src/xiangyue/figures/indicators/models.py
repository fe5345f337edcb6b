from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from xiangyue.figures.indicators import periods, rules
from xiangyue.figures.indicators.fields import FractionField
from xiangyue.lib.spans import Span


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


class Sheet(models.Model):
    """一期: an indicator in one period, counted whole: for the town and for each village where the measures have a way
    there.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="sheets", db_index=False)
    period = models.CharField(max_length=24)
    first = models.DateField()
    following = models.DateField(help_text="first day after it")
    is_touched = models.BooleanField(default=True, help_text="something changed since it was counted")
    touches = models.PositiveIntegerField(default=1, help_text="what is counted while this moves stays touched")
    filled_at = models.DateTimeField(null=True, help_text="up to when its records are counted")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    beyond = models.CharField(max_length=5, blank=True, default="", help_text="over or under what the town has set")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="sheet_once")]
        indexes = [
            # the worker's loop: the newest first
            models.Index(fields=["-following", "id"], condition=Q(is_touched=True), name="sheet_touched"),
            # which period of an indicator is its latest
            models.Index(fields=["indicator", "following"], name="sheet_latest"),
            # which periods hold a day
            models.Index(fields=["town", "first", "following"], name="sheet_by_days"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}"

    @property
    def span(self) -> Span:
        return Span(self.period, self.first, self.following)


class Value(models.Model):
    """值: exact, in the town or in one of its villages; it can be thrown away and is counted again. `why`: there is
    none, and for what reason.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="values", db_index=False)
    place = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    numerator = FractionField(null=True)
    denominator = FractionField(null=True, help_text="null: nothing stands below the line")
    shown = models.DecimalField(max_digits=30, decimal_places=6, null=True, help_text="rounded as it is published")
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "place"], name="value_once"),
            models.CheckConstraint(condition=Q(shown=None) | Q(why=""), name="value_or_why_there_is_none"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.place_id} {self.shown}"


class Stood(models.Model):
    """当时的数: how the town's value stood at the end of a day on which it changed, and so until the next such day.

    It remains when values are thrown away. What changed before the figures were first counted is not in it.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="stood", db_index=False)
    day = models.DateField()
    numerator = FractionField(null=True)
    denominator = FractionField(null=True)
    shown = models.DecimalField(max_digits=30, decimal_places=6, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "day"], name="stood_once_a_day")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.day} {self.shown}"


class Signature(models.Model):
    """签发: what was published of the town's value, by whom; a later one says what changed and why. Only ever added to.

    What is counted anew afterwards stands in the value; what was published stays until it is revised.
    """

    QUALIFIERS = [
        (rules.EXACT, _("准确数")),
        (rules.ABOUT, _("约")),
        (rules.OVER, _("超过")),
        (rules.UNDER, _("不足")),
        (rules.ESTIMATE, _("预计")),
        (rules.PLANNED, _("计划")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="signatures", db_index=False)
    ordinal = models.PositiveSmallIntegerField(help_text="1 is the first; each later one is a revision")
    numerator = FractionField()
    denominator = FractionField(null=True)
    shown = models.DecimalField(max_digits=30, decimal_places=6)
    qualifier = models.CharField(max_length=8, choices=QUALIFIERS)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    what = models.TextField(blank=True, default="", help_text="of a revision: from what to what")
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "ordinal"], name="signature_once"),
            models.CheckConstraint(
                condition=Q(ordinal=1) | (~Q(what="") & ~Q(why="")), name="signature_revision_says_what_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.ordinal} {self.shown}"


class Chosen(models.Model):
    """我选的指标: what stands on a seat's own page."""

    seat = models.ForeignKey("kernel.Seat", models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=40, help_text="of the indicator")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "code"], name="chosen_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.code}"
