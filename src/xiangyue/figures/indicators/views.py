from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.tables import FORMS, Head, Table, handed_out
from xiangyue.figures.indicators import queries, rules
from xiangyue.figures.indicators.counting import Part, parts_of
from xiangyue.figures.indicators.goals import tree
from xiangyue.figures.indicators.lists import LIST, behind_of
from xiangyue.figures.indicators.models import Sheet, Signature, Value
from xiangyue.kernel import roles
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.sheets.sheet import Cell


@require_GET
@needs("figures.see")
def figures(request: HttpRequest) -> HttpResponse:
    """All of them, and above them what this seat has chosen."""

    def more(one: Shown) -> dict[str, Any]:
        return {"chosen": [(row, queries.printed(row.shown, row.indicator)) for row in queries.chosen(one.seat)]}

    return list_page(request, LIST, "indicators/list.html", more)


@require_GET
@needs("figures.see")
def one(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """An opened number. As a file or on paper: its villages."""
    seat = seat_of(request)
    sheet = queries.sheet_for(seat, code, period)
    rows = queries.villages(sheet, seat)
    if (form := request.GET.get("as", "")) in FORMS:
        return handed_out(form, _table(sheet, rows), request)
    value, last = queries.value_of(sheet), queries.before(sheet)
    signed = queries.signatures(sheet)
    here = request.build_absolute_uri(reverse("indicators:one", args=[code, period]))
    over = sheet.following <= local_day(moment_of(request))
    context = {
        "sheet": sheet,
        "indicator": sheet.indicator,
        "value": value,
        "shown": queries.printed(value.shown, sheet.indicator) if value else None,
        "formula": _formula(sheet, value),
        "year": _year_on_year(sheet, value, last),
        "last": last,
        "target": _target(sheet),
        "villages": rows,
        "n_hidden": sum(row.is_hidden for row in rows),
        "below": queries.small_below(sheet.town, sheet.first),
        "chart": _chart(sheet),
        "watched": [(_told(row.part), row) for row in queries.watched(sheet, value, last)] if value else [],
        "stood": [(row, queries.printed(row.shown, sheet.indicator)) for row in queries.stood(sheet)],
        "as_of": _as_of(sheet, request),
        "signatures": [(row, queries.printed(row.shown, sheet.indicator)) for row in signed],
        "has_changed": bool(signed and value and signed[0].shown != value.shown),
        "signer": roles.label(sheet.indicator.signer, get_language() or "zh"),
        "may_sign": over and may(seat, "figures.sign") and seat.role == sheet.indicator.signer,
        "is_over": over,
        "last_day": sheet.following - timedelta(days=1),
        "qualifiers": Signature.QUALIFIERS,
        "is_chosen": queries.is_chosen(seat, sheet),
        "here": here,
        "picture": segno.make(here, micro=False, error="m").svg_data_uri(scale=3, border=2),
    }
    return render(request, "indicators/one.html", context)


@require_GET
@needs("figures.see")
def goals(request: HttpRequest) -> HttpResponse:
    """What the town has set itself, and how far each of it is."""
    return render(request, "indicators/goals.html", {"branches": tree(seat_of(request), local_day(moment_of(request)))})


@require_GET
@needs("figures.see")
def records(request: HttpRequest) -> HttpResponse:
    """What one number was counted from, as far as this seat may see it."""
    seat = seat_of(request)
    asked = {name: request.GET.get(name, "")[:60] for name in ("code", "of_period", "side", "village")}
    sheet = queries.sheet_for(seat, asked["code"], asked["of_period"])
    villages = Place.objects.filter(town=seat.town_id, level="village")
    place = get_object_or_404(villages, code=asked["village"]) if asked["village"] else None
    found = queries.behind(seat, sheet, asked["side"], place)

    def more(one: Shown) -> dict[str, Any]:
        return {
            "sheet": sheet,
            "place": place,
            "told": _told(found.part),
            "unit": found.part.measure.unit,
            "counted": found.counted,
            "unseen": found.counted - found.rows.count(),
            "matters": None if found.way is None else [_matter(row, found.way) for row in one.page.rows],
        }

    kept = {name: value for name, value in asked.items() if value}
    return list_page(request, behind_of(found), "indicators/records.html", more, **kept)


def _matter(row: Any, way: str) -> Any:
    for name in way.split("__") if way else ():
        row = getattr(row, name)
    return row


def _told(part: Part) -> str:
    """What is counted, in the language of the page."""
    if not (get_language() or "zh").startswith("en"):
        return part.told
    narrowed = ", ".join(f"{name} = {value}" for name, value in part.arguments.items())
    return f"{part.measure.en} ({narrowed})" if narrowed else part.measure.en


def _formula(sheet: Sheet, value: Value | None) -> dict[str, Any] | None:
    """What is divided by what, with the numbers in it and where their records stand; None where a room has left."""
    try:
        above, below = parts_of(sheet.indicator)
    except Refused:
        return None
    counted = (value.numerator, value.denominator) if value else (None, None)
    sides = [
        {
            "told": _told(part),
            "unit": part.measure.unit,
            "scope": part.measure.scope,
            "n": None if n is None else rules.plain(n),
            "side": side,
        }
        for part, n, side in ((above, counted[0], "numerator"), (below, counted[1], "denominator"))
        if part is not None
    ]
    factor = sheet.indicator.factor
    return {"sides": sides, "factor": "" if factor == 1 else f"{factor.normalize():f}"}


def _as_of(sheet: Sheet, request: HttpRequest) -> dict[str, Any] | None:
    """How it stood on the day that is asked for; None where none is."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    held = queries.stood_on(sheet, day)
    return {"day": day, "held": held, "shown": queries.printed(held.shown, sheet.indicator) if held else None}


def _year_on_year(sheet: Sheet, value: Value | None, last: tuple[Sheet, Value] | None) -> dict[str, Any] | None:
    """From the exact numbers, and from what is printed of them where that is another number."""
    if last is None:
        return None
    now, before = queries.exact_value(sheet, value), queries.exact_value(*last)
    indicator = sheet.indicator
    exact = rules.year_on_year(now, before)
    printed = rules.year_on_year(now, before, places=indicator.places, way=indicator.rounding)
    same = _percent(printed) == _percent(exact)
    return {
        "exact": _percent(exact),
        "note": "" if same else _("按公布的数算是 %(change)s") % {"change": _percent(printed)},
        "points": None if exact.points is None else rules.rounded(exact.points, indicator.places),
        "in_points": indicator.unit == "%",
        "before": queries.printed(last[1].shown, last[0].indicator),
    }


def _percent(one: rules.YearOnYear) -> str:
    return "" if one.relative is None else f"{rules.rounded(100 * one.relative, 2):+f}%"


def _target(sheet: Sheet) -> dict[str, Any] | None:
    found = queries.target_of(sheet)
    if found is None:
        return None
    target, done = found
    return {"target": target, "done": "" if done is None else f"{rules.rounded(100 * done, 2)}%"}


def _chart(sheet: Sheet) -> dict[str, Any]:
    values = queries.lately(sheet)
    data = [None if one.shown is None else float(one.shown) for one in values]
    periods = [one.sheet.period for one in values]
    return {
        "kind": "line",
        "unit": sheet.indicator.unit,
        "categories": [str(one.sheet.span) for one in values],
        "urls": [reverse("indicators:one", args=[sheet.indicator.code, period]) for period in periods],
        "series": [{"name": str(sheet.indicator), "data": data}],
    }


def _table(sheet: Sheet, rows: list[queries.Row]) -> Table:
    """The villages of a number as they stand on its page."""
    heads = (
        Head(_("名次"), is_number=True),
        Head(_("村")),
        Head(str(sheet.indicator), is_number=True),
        Head(_("说明"), is_long=True),
    )
    below = queries.small_below(sheet.town, sheet.first)
    about = (str(sheet.span), sheet.indicator.unit, sheet.indicator.scope)
    here = reverse("indicators:one", args=[sheet.indicator.code, sheet.period])
    return Table(f"{sheet.indicator} {sheet.span}", heads, (_line(row, sheet, below) for row in rows), here, about)


def _line(row: queries.Row, sheet: Sheet, below: int) -> list[Cell]:
    why = _("数太小（少于 %(n)s），不显示") % {"n": below} if row.is_hidden else row.why
    shown = queries.number(row.shown, sheet.indicator)
    return [row.standing.rank if row.standing else None, row.place.name, shown, why]
