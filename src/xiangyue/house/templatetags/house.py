"""What every page is built from: `{% load house %}`. The page /house/components shows each with an example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiangyue.counter.maps import ground
from xiangyue.counter.room import RoomConfig
from xiangyue.kernel import access
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.wording import worded

register = template.Library()

BEIJING = ZoneInfo("Asia/Shanghai")
SPRITE = "vendor/tabler-icons/icons.svg"
TONES = frozenset({"neutral", "primary", "calm", "info", "soon", "late", "paused"})

CLOCK_STATES: dict[str, str | Promise] = {
    "calm": gettext_lazy("时间充裕"),
    "soon": gettext_lazy("即将到时"),
    "late": gettext_lazy("已超时"),
    "paused": gettext_lazy("已暂停"),
    "stopped": gettext_lazy("已停表"),
    "none": gettext_lazy("不计时"),
}
# Drawn in the middle of the ring, so that the state does not hang on colour alone.
RING_SIGNS = {
    "soon": "M16 11v6l4 2",
    "late": "M16 10v8M16 22v.01",
    "paused": "M13 12v8M19 12v8",
    "stopped": "M11 16l4 4l6 -7",
}

Number = int | float | Decimal | Fraction
Text = str | Promise


@cache
def icon_names() -> frozenset[str]:
    sprite = Path(__file__).resolve().parent.parent / "static" / SPRITE
    return frozenset(re.findall(r'id="icon-([\w-]+)"', sprite.read_text(encoding="utf-8")))


def known_tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"tone {tone!r} is none of {sorted(TONES)}")
    return tone


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """An icon beside words is decoration; one standing alone needs a label."""
    if name not in icon_names():
        raise ValueError(f"icon {name!r} is not in the sprite: add it to ICONS in scripts/vendor_assets.py")
    href = f"{static(SPRITE)}#icon-{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def clock_ring(fraction: Number | None, state: str, label: Text = "") -> SafeString:
    """`fraction` is the part of the time that is used up, 0 to 1."""
    used = round(min(max(float(fraction or 0), 0.0), 1.0) * 100)
    return format_html(
        '<span class="ring ring-{state}"><svg viewBox="0 0 32 32" role="img" aria-label="{word}">'
        '<circle class="ring-track" cx="16" cy="16" r="13"/>'
        '<circle class="ring-used" cx="16" cy="16" r="13" pathLength="100" stroke-dasharray="{used} 100"'
        ' transform="rotate(-90 16 16)"/>{sign}</svg>{label}</span>',
        state=state,
        word=CLOCK_STATES[state],
        used=used,
        sign=format_html('<path class="ring-sign" d="{}"/>', RING_SIGNS[state]) if state in RING_SIGNS else "",
        label=format_html('<span class="ring-label">{}</span>', label) if label else "",
    )


@register.simple_tag
def badge(text: Text, tone: str = "neutral") -> SafeString:
    """What is kept in Chinese (a state, a kind) is told in the language of the page."""
    return format_html('<span class="badge badge-{}">{}</span>', known_tone(tone), _(str(text)))


@register.simple_tag
def meter(value: Number, max: Number = 100, tone: str = "primary", label: Text = "") -> SafeString:
    return format_html(
        '<progress class="meter meter-{}" value="{}" max="{}" aria-label="{}"></progress>',
        known_tone(tone),
        float(value),
        float(max),
        label or _("完成程度"),
    )


@register.inclusion_tag("house/tags/stat.html")
def stat(
    label: Text, value: object, unit: Text = "", note: Text = "", href: str = "", tone: str = "neutral"
) -> dict[str, object]:
    """With `href` the number opens to the records it was counted from. A zero alarms nobody, whatever its tone."""
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "note": note,
        "href": href,
        "tone": "neutral" if value == 0 else known_tone(tone),
    }


@register.simple_tag
def entrances(town: Place) -> list[dict[str, str]]:
    """The ways in that the rooms offer to people without a seat, in their order."""
    offered = [one for room in apps.get_app_configs() if isinstance(room, RoomConfig) for one in room.entrances]
    return [
        {"label": _(one.label), "says": _(one.says), "icon": one.icon, "url": reverse(one.url_name, args=[town.code])}
        for one in sorted(offered, key=lambda one: one.order)
    ]


@register.filter
def may(seat: Seat | None, deed: str) -> bool:
    """Whether this seat holds the deed, so that no page offers a link that ends in a refusal."""
    return access.may(seat, deed)


@register.inclusion_tag("house/tags/empty.html")
def empty(title: Text, hint: Text = "", icon: str = "inbox") -> dict[str, object]:
    """Stands after a {% for %}'s own {% empty %}; inside the loop's body Django would take it for that one."""
    return {"title": title, "hint": hint, "icon": icon}


@register.inclusion_tag("house/tags/chart.html")
def chart(id: str, spec: dict[str, Any], title: Text, height: str = "m") -> dict[str, object]:
    """A drawing and the same numbers as a table. `spec`: kind line|bar|stacked|calendar, categories, series, unit, and
    `urls`, what each category opens.

    For a calendar the categories are ISO dates and there is one series.
    """
    return {"id": id, "spec": spec, "title": title, "height": height, "rows": chart_rows(spec)}


def chart_rows(spec: dict[str, Any]) -> list[tuple[object, object, list[object]]]:
    """(category, what it opens, its values)."""
    categories: Sequence[object] = spec["categories"]
    series: Sequence[dict[str, Sequence[object]]] = spec["series"]
    urls: Sequence[object] = spec.get("urls") or [""] * len(categories)
    return [(category, urls[row], [one["data"][row] for one in series]) for row, category in enumerate(categories)]


@register.inclusion_tag("house/tags/map.html", takes_context=True)
def town_map(
    context: dict[str, Any], id: str, spec: dict[str, Any], title: Text, tiles: str = "", credit: str = ""
) -> dict[str, object]:
    """A map and the same places as links, on what the town's folder draws of its roads, water and border.

    `spec`: {"layers": [{"name", "kind": area|point|line, "features": GeoJSON}]}; a feature's properties: title, count,
    url, tone; all but title may be missing. Beside them `legend`, [(tone, words)], and `drawn_opens`, the address that
    a drawn frame opens (it ends where "west,south,east,north" follows).
    """
    layers: Sequence[dict[str, dict[str, Sequence[dict[str, object]]]]] = spec["layers"]
    places = [feature["properties"] for layer in layers for feature in layer["features"]["features"]]
    drawn = {**spec, "ground": ground(context["town"]) if context.get("town") else []}
    return {"id": id, "spec": drawn, "title": title, "tiles": tiles, "credit": credit, "places": places}


@register.inclusion_tag("house/tags/chart_scripts.html")
def chart_scripts() -> dict[str, object]:
    """Once in the `scripts` block of a page that draws charts."""
    return {}


@register.inclusion_tag("house/tags/map_scripts.html")
def map_scripts() -> dict[str, object]:
    """Once in the `scripts` block of a page that draws a map."""
    return {}


@register.filter
def rate(value: Number | None) -> str:
    """0.93 → "93.0%", rounded half up on the exact value, so that the page and a hand calculation agree."""
    if value is None:
        return _("暂无数据")
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    tenths = (exact * 1000 + Fraction(1, 2)).__floor__()
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}%"


def span(length: timedelta) -> str:
    minutes = int(abs(length).total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days and hours:
        return _("%(days)s天%(hours)s小时") % {"days": days, "hours": hours}
    if days:
        return _("%(days)s天") % {"days": days}
    if hours and minutes:
        return _("%(hours)s小时%(minutes)s分") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)s小时") % {"hours": hours}
    return _("%(minutes)s分钟") % {"minutes": minutes}


@register.filter
def until(due: datetime | None, now: datetime) -> str:
    """Time by the wall clock, not working time. Empty when nothing is due."""
    if due is None:
        return ""
    text = _("还剩 %(span)s") if due >= now else _("已超 %(span)s")
    return text % {"span": span(due - now)}


@register.filter
def ago(at: datetime | None, now: datetime) -> str:
    """Empty when it has not happened."""
    if at is None:
        return ""
    if now - at < timedelta(minutes=1):
        return _("刚刚")
    return _("%(span)s前") % {"span": span(now - at)}


@register.filter
def cn_time(at: datetime | date | None, form: str = "") -> str:
    """11月5日 12:09. Forms: "date" 11月5日, "year" 2024年11月5日, "full" 2024年11月5日 12:09."""
    if at is None:
        return ""
    moment = at.astimezone(BEIJING) if isinstance(at, datetime) else at
    words = {"year": moment.year, "month": moment.month, "day": moment.day}
    text = _("%(year)s年%(month)s月%(day)s日") if form in {"year", "full"} else _("%(month)s月%(day)s日")
    day = text % words
    if form in {"date", "year"} or not isinstance(moment, datetime):
        return day
    return f"{day} {moment:%H:%M}"


@register.filter
def cell(value: object) -> object:
    """A value of a list as it is shown: moments and days in words, a dash for nothing."""
    if isinstance(value, date):
        return cn_time(value, "full" if isinstance(value, datetime) else "year")
    return "—" if value is None or value == "" else value


@register.filter(name="worded")
def in_words(says: str) -> str:
    """A sentence of our own in the language of the page."""
    return worded(says)


LONG, SHOWN_OF_LONG = 1_200, 800  # characters: of what is folded, of what stays in sight


@register.inclusion_tag("house/tags/folded.html")
def folded(text: str) -> dict[str, object]:
    """A long text with its end folded in; nothing of it is left out."""
    if len(text) <= LONG:
        return {"head": text}
    return {"head": text[:SHOWN_OF_LONG], "rest": text[SHOWN_OF_LONG:], "n": len(text)}
