"""Measures are registered once; what they are asked with is known; no number without its rows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xiangyue.kernel import measures
from xiangyue.kernel.measures import Argument, Measure, Span
from xiangyue.kernel.models import Matter

YEAR = Span.of("2024")


def received(town, span, *, title=""):
    return Matter.objects.filter(town=town, title__contains=title, **span.moments("received_at"))


def measure(**more):
    told = {"zh": "收到的事", "en": "matters received", "unit": "件", "rows": received}
    return Measure(**({"name": "test.received", "arguments": (Argument("title", "标题含", "title"),)} | told | more))


def test_a_name_twice_is_a_programming_error(monkeypatch):
    monkeypatch.setattr(measures, "_MEASURES", {})
    first = measures.register(measure())
    assert measures.register(first) is measures.get("test.received") is first
    with pytest.raises(ValueError, match="twice"):
        measures.register(measure(zh="别的"))


def test_an_unregistered_name_is_not_there():
    with pytest.raises(KeyError):
        measures.get("nowhere.nothing")


def test_it_counts_its_records_and_no_other(cast):
    for title in ("路灯不亮", "停水", "路灯太亮"):
        cast.say(title=title)
    assert measure().count(cast.town, YEAR) == 3
    assert measure().count(cast.town, YEAR, title="路灯") == 2
    assert {one.title for one in measure().records(cast.town, YEAR, title="路灯")} == {"路灯不亮", "路灯太亮"}
    assert measure().count(cast.town, Span.of("2023")) == 0


def test_an_amount_is_summed_and_nothing_is_zero(cast):
    cast.say()
    events = measure(amount="event_count")
    assert events.count(cast.town, YEAR) == Matter.objects.get(kind="appeal").event_count
    assert events.count(cast.town, Span.of("2023")) == Fraction(0)


def test_an_unknown_argument_is_refused(cast):
    with pytest.raises(ValueError, match="door"):
        measure().count(cast.town, YEAR, door="hotline")


def test_arguments_go_to_those_that_take_them():
    plain = measure(name="test.plain", arguments=())
    given = {"title": "路灯", "door": "hotline"}
    assert measure().taken(given) == {"title": "路灯"} and plain.taken(given) == {}
    assert measure().told(given) == "收到的事（标题含＝路灯）" and plain.told(given) == "收到的事"
    assert measures.not_taken(given, [measure(), plain]) == ["door"]
