"""No text at all makes a reader fall over: it gives a value of its kind, or Refused."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from counter_help import asked
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xiangyue.counter import readers
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Matter, Party, Place, Seat

DIGITS = st.text("0123456789²٣１-+._eE ", max_size=25)
DATES = st.builds("{:04d}-{:02d}-{:02d}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
CLOCKS = st.builds("{:02d}:{:02d}{}".format, st.integers(0, 25), st.integers(0, 61), st.sampled_from(["", ":30", "Z"]))
KEYS = st.integers(-(2**64), 2**64).map(str)
ANYTHING = st.one_of(st.text(), DIGITS, DATES, CLOCKS, KEYS)

quick = settings(max_examples=150, deadline=None)
with_rows = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(reader, typed, cast=None):
    """The value, or None where it was refused with something to say."""
    try:
        return reader(asked(cast, {"it": typed}), "it")
    except Refused as refusal:
        return None if str(refusal).strip() else "refused without a word"


@quick
@given(ANYTHING)
@example("a\x00b")
@example("\x1c\x85\u2028")
def test_text_is_what_was_typed_without_the_blanks_around(typed):
    found = outcome(readers.TEXT, typed)
    assert found is None or (found == typed.strip() and "\x00" not in found and len(found) <= readers.WORDS_MAX)


@quick
@given(ANYTHING)
def test_yes_is_never_guessed(typed):
    if typed.strip() not in ("yes", "no"):
        assert not outcome(readers.YES, typed)
        assert outcome(readers.YES_OR_NO, typed) is None


@quick
@given(ANYTHING)
@example("²")
@example(str(2**63))
def test_a_count_is_a_whole_number_that_a_column_can_hold(typed):
    found = outcome(readers.COUNT, typed)
    assert found is None or 0 <= found <= readers.WHOLE_MAX
    if found:
        assert found == int(typed)


@quick
@given(ANYTHING)
@example("9999-12-31")
@example("2024-W45-2")
def test_a_day_can_be_reckoned_with(typed):
    for reader in (readers.DAY, readers.DAY_OR_NONE, readers.day("请选。"), readers.OFFICE_END):
        found = outcome(reader, typed)
        if found is not None:
            assert found.year in readers.DAYS_KNOWN
            if isinstance(found, datetime):
                assert found.utcoffset() is not None and found.hour == 18


@quick
@given(ANYTHING)
@example("09:00Z")
@example("T0900")
def test_a_clock_is_a_time_of_no_zone(typed):
    found = outcome(readers.CLOCK, typed)
    assert found is None or (isinstance(found, time) and found.tzinfo is None)


@quick
@given(st.text(max_size=5), st.lists(st.text(max_size=5)))
def test_one_of_gives_back_one_of_them(typed, choices):
    found = outcome(readers.one_of(choices, "请选。"), typed)
    assert found is None or found in choices


LISTS = {readers.UNIT: Party, readers.SEAT: Seat, readers.CATEGORY: Category, readers.VILLAGE: Place}


@pytest.mark.parametrize("reader", LISTS, ids=["unit", "seat", "category", "village"])
@with_rows
@given(typed=ANYTHING)
@example(typed="a\x00b")
@example(typed=str(2**63))
def test_a_list_gives_a_row_of_the_town_or_a_sentence(cast, reader, typed):
    found = outcome(reader, typed, cast)
    assert found is None or (isinstance(found, LISTS[reader]) and found.town_id == cast.town.pk)


@with_rows
@given(ticked=st.lists(ANYTHING, max_size=120))
@example(ticked=[str(2**63), "²", "a\x00b", ""])
def test_ticks_that_are_none_are_passed_over(cast, ticked):
    known = cast.say() if not Matter.objects.exists() else Matter.objects.get()
    posted = asked(cast, {"it": [str(known.pk), *(one for one in ticked if one.strip() != str(known.pk))]})
    assert readers.MATTERS(posted, "it") == [known]
