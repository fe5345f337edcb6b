from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import whole
from xiangyue.counter.tables import FORMS, Head, Table, handed_out
from xiangyue.figures.score import queries
from xiangyue.figures.score.lists import BEHIND
from xiangyue.figures.score.rules import ScoringRule, Tally, improved, rank, rounded, score
from xiangyue.figures.score.templatetags.score_tags import cohort
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Place, Rule
from xiangyue.kernel.timekeeping import local_day
from xiangyue.kernel.wording import worded
from xiangyue.lib.periods import Period, assessment_period, assessment_period_named
from xiangyue.lib.sheets.sheet import Cell

BY = {
    "unit": gettext_noop("按单位"),
    "place": gettext_noop("按村"),
    "category": gettext_noop("按类别"),
    "cohort": gettext_noop("按同类单位"),
}
SOURCE_NAMES = {"imported": gettext_noop("热线回访"), "own": gettext_noop("本镇回访")}
_PICK_LIMIT = 60


@require_GET
@needs("score.see")
def period(request: HttpRequest) -> HttpResponse:
    """A period's rates, composite and ranks, by both sources; every number opens to its matters."""
    town, today = seat_of(request).town, local_day(moment_of(request))
    chosen, source, by, rule, rule_row = _asked(request, town)
    rows = queries.period_rows(town, chosen, source, by, rule, today)
    if (form := request.GET.get("as", "")) in FORMS:
        return handed_out(form, _table(chosen, source, by, rows), request)
    whole = queries.overview(town, chosen, rule, today)
    scored = whole.score[source]
    context = {
        **_frame(town, chosen, source, by, rule, rule_row),
        "whole": whole,
        "scored": scored,
        "tally": whole.tally[source],
        "last_period": whole.last_period[source],
        "last_year": whole.last_year[source],
        "rows": rows,
        "composite": rounded(scored.composite),
        "received_change": _percent(whole.received_change),
        "per_ten_thousand": rounded(whole.per_ten_thousand, 1),
        "ranking": queries.district_ranking(town, chosen.label, rule=rule),
        "town_pk": town.pk,
    }
    return render(request, "score/period.html", context)


def _table(chosen: Period, source: str, by: str, rows: list[queries.Row]) -> Table:
    """The period's groups with counts, rates, score and rank, as they stand on the page."""
    named = (
        _("名次"),
        _("名称"),
        _("有效回访"),
        _("响应率"),
        _("解决率"),
        _("满意率"),
        _("综合分"),
        _("去年同期"),
        _("说明"),
    )
    return Table(
        _("%(label)s 考核期") % {"label": chosen.label} + f"-{_(BY[by])}",
        tuple(Head(name, is_number=name not in (_("名称"), _("说明"))) for name in named),
        (_line(row, by) for row in rows),
        f"{reverse('score:period')}?{urlencode({'period': chosen.label, 'source': source, 'by': by})}",
        (f"{chosen.start} — {chosen.end - timedelta(days=1)}", _(SOURCE_NAMES[source])),
    )


def _line(row: queries.Row, by: str) -> list[Cell]:
    one, before = row.score, row.last_year
    return [
        row.ranked.rank,
        cohort(row.title) if by == "cohort" else row.title,
        row.tally.valid,
        *(_percent(rate) for rate in (one.response, one.solution, one.satisfaction)),
        rounded(one.composite) if row.ranked.rank else "",
        rounded(before.composite),
        worded(row.ranked.why),
    ]


@require_GET
@needs("score.see")
def matters(request: HttpRequest) -> HttpResponse:
    """The matters behind one number."""
    seat = seat_of(request)
    town = seat.town
    chosen, source, by, rule, rule_row = _asked(request, town)
    part = request.GET.get("part", "valid")
    if part not in queries.PARTS:
        raise Http404
    rows = queries.behind(town, chosen, source, part, request.GET.get("group", ""), request.GET.get("key", ""))
    seen = rows.filter(matter__in=visible_to(seat))

    def beside(one: Shown) -> dict[str, Any]:
        counted = rows.count()
        frame = _frame(town, chosen, source, by, rule, rule_row)
        return {**frame, "counted": counted, "unseen": counted - seen.count(), "part": _(PART_NAMES[part])}

    kept = {key: value for key in _KEPT if (value := request.GET.get(key, "")[:_KEPT_MOST])}
    return list_page(request, replace(BEHIND, rows=lambda seat: seen), "score/matters.html", beside, **kept)


# what names the number in the address, beside the list's own
_KEPT, _KEPT_MOST = ("period", "source", "by", "part", "group", "key"), 100
PART_NAMES = {
    "valid": gettext_noop("有效回访"),
    "contacted": gettext_noop("已联系"),
    "solved": gettext_noop("已解决"),
    "uncontacted": gettext_noop("未联系"),
    "unsolved": gettext_noop("未解决"),
    "satisfied": gettext_noop("满意"),
    "mostly": gettext_noop("基本满意"),
    "unsatisfied": gettext_noop("未满意"),
    "excluded": gettext_noop("不计分"),
}


@require_GET
@needs("score.see")
def what_if(request: HttpRequest) -> HttpResponse:
    """ "If these matters came back solved": the score and the rank that would become of it. Nothing is written."""
    seat = seat_of(request)
    town = seat.town
    chosen, source, by, rule, rule_row = _asked(request, town)
    candidates = list(
        queries.counted(town, chosen, source)
        .filter(excluded="", matter__in=visible_to(seat))
        .exclude(solved=True, satisfied="yes", contacted=True)
        .select_related("matter__place", "matter__lead_unit")
        .order_by("-at")[:_PICK_LIMIT]
    )
    picked = {pk for pk in map(whole, request.GET.getlist("pick")) if pk is not None}
    tally = queries.town_tally(town, chosen, source)
    changed = [one for one in candidates if one.pk in picked]
    after = improved(tally, queries.said(changed))
    context = {
        **_frame(town, chosen, source, by, rule, rule_row),
        "candidates": candidates,
        "picked": picked,
        "before": rounded(score(tally, rule).composite),
        "after": rounded(score(after, rule).composite),
        "rank_before": _rank_with(town, chosen, rule, tally),
        "rank_after": _rank_with(town, chosen, rule, after),
    }
    return render(request, "score/what_if.html", context)


def _rank_with(town: Place, chosen: Period, rule: ScoringRule, tally: Tally) -> str:
    """Our rank among the district's towns if our counts were these."""
    others = {row.town.pk: (row.score, row.valid) for row in queries.district_ranking(town, chosen.label, rule=rule)}
    ours = score(tally, rule)
    others[town.pk] = (ours.composite, tally.valid)
    mine = next(one for one in rank(others, rule.min_volume, {town.pk: ours.lacking}) if one.key == town.pk)
    return f"{mine.rank}/{mine.of}" if mine.rank else worded(mine.why)


def _asked(request: HttpRequest, town: Place) -> tuple[Period, str, str, ScoringRule, Rule | None]:
    """Period, source, grouping and rule of the address; what makes no sense falls back to the present ones."""
    today = local_day(moment_of(request))
    try:
        chosen = assessment_period_named(request.GET.get("period", ""))
    except ValueError:
        chosen = assessment_period(today)
    source = request.GET.get("source", "imported")
    by = request.GET.get("by", "unit")
    row = Rule.objects.filter(town=town, kind="scoring", pk=whole(request.GET.get("rule", "")) or 0).first()
    rule = ScoringRule.of(row.value) if row else queries.scoring_rule(town, min(chosen.start, today))
    return chosen, source if source in SOURCE_NAMES else "imported", by if by in BY else "unit", rule, row


def _frame(town: Place, chosen: Period, source: str, by: str, rule: ScoringRule, row: Rule | None) -> dict[str, Any]:
    english = (get_language() or "zh").startswith("en")
    following = assessment_period(chosen.end)
    return {
        "period": chosen,
        "last_day": date.fromordinal(chosen.end.toordinal() - 1),
        "previous": chosen.previous().label,
        "following": following.label,
        "source": source,
        "by": by,
        "sources": [(key, _(name)) for key, name in SOURCE_NAMES.items()],
        "groups": [(key, _(name)) for key, name in BY.items()],
        "rule": rule,
        "rule_row": row,
        "rule_note": rule.note_en if english else rule.note_zh,
        "weights": [f"{float(weight):.0%}" for weight in rule.weights.values()],
        "rules": list(Rule.objects.filter(town=town, kind="scoring").order_by("-valid_from")),
    }


def _percent(value: Any) -> str:
    return "" if value is None else f"{rounded(100 * value, 2)}%"
