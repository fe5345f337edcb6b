"""What goes out and comes back is the same, what is done twice is done once, and nothing hidden is shown."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from xiangyue.lib import codes
from xiangyue.lib.coords import bd09_to_gcj02, distance_m, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02
from xiangyue.lib.hantext import bigrams, clean, tidy, title_of
from xiangyue.lib.images import clean_photo
from xiangyue.lib.masking import mask_address, mask_name, mask_phone, mask_text
from xiangyue.lib.periods import Period, assessment_period, day_window, month_of, window_of_day
from xiangyue.lib.phones import tidy_phone
from xiangyue.lib.sheets.read import read_sheet
from xiangyue.lib.sheets.write import plain, write_csv, write_xlsx
from xiangyue.lib.spans import Span
from xiangyue.lib.worktime import ONE_DAY, Office, Pause, add_working, next_working, statutory_calendar, working_between

days = st.dates(date(2023, 1, 1), date(2026, 11, 30))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2025, 10, 1)).map(
    lambda one: one.replace(tzinfo=UTC, microsecond=0)
)

# Telephone numbers

digits = st.text("0123456789", min_size=8, max_size=8)
homes = st.one_of(
    st.builds(lambda a, b: f"1{a}{b}", st.sampled_from([f"{n}{m}" for n in range(3, 10) for m in range(10)]), digits),
    st.builds(lambda area, rest: area + rest, st.sampled_from(["010", "021", "0311", "0755"]), digits),
)
gaps = st.sampled_from(["", " ", "-", "—", "（", "）", ".", "　"])


@given(homes, st.sampled_from(["", "+86", "0086", "+86 ", "+86-"]), st.lists(gaps, min_size=14, max_size=14))
def test_a_number_is_the_same_number_however_it_is_written(home, before, between):
    written = before + "".join(digit + gap for digit, gap in zip(home, between, strict=False))
    assert tidy_phone(written) == home
    assert tidy_phone(tidy_phone(written)) == home


@given(st.one_of(homes, st.from_regex(r"\+[1-79][0-9]{6,12}", fullmatch=True)))
def test_what_is_tidy_stays_as_it_is(number):
    assert tidy_phone(tidy_phone(number)) == tidy_phone(number)


@pytest.mark.parametrize("written", ["010-69541234-801", "01069541234-801", "0311-6954123-5"])
def test_a_number_with_an_extension_can_be_tidied_again(written):
    """What is kept may be read in again: from a sheet of ours, from a form that was filled with it."""
    once = tidy_phone(written)
    assert once.startswith(written.replace("-", "")[:10]) and tidy_phone(once) == once


@pytest.mark.parametrize("written", ["199００００１２３４", "１９９００００１２３４", "199٠٠٠٠١٢٣٤"])
def test_digits_of_another_script_are_the_same_digits_or_are_refused(written):
    """Kept otherwise, one person would be two, and nobody could dial it."""
    try:
        assert tidy_phone(written) == "19900001234"
    except ValueError:
        return


@given(st.one_of(st.text(), st.text("0123456789٣３+-() ", max_size=16)))
def test_any_text_is_a_number_of_plain_digits_or_refused(text):
    with contextlib.suppress(ValueError):
        assert re.fullmatch(r"|\+?[0-9]{7,20}", tidy_phone(text), re.ASCII)


# Masking


@given(homes, st.text("永乐店镇村民来电说，。 ", max_size=8), st.text("永乐店镇村民来电说，。 ", max_size=8))
def test_of_a_number_in_a_text_no_more_is_shown_than_of_the_number_alone(home, before, after):
    alone = mask_phone(home)
    assert mask_text(f"{before}{home}{after}") == f"{before}{alone}{after}"
    assert alone.count("*") >= 4 and len(alone) <= len(home)


@given(st.text(min_size=1, max_size=30))
def test_a_masked_phone_never_shows_more_than_seven_digits(text):
    shown = [char for char in mask_phone(text) if char != "*"]
    assert len(shown) <= 7


@given(st.text("0123456789", min_size=11, max_size=40))
def test_of_a_long_run_of_digits_the_middle_is_always_hidden(run):
    assert mask_phone(run) != run and "*" in mask_phone(run)


@pytest.mark.parametrize("invisible", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d"])
def test_a_number_with_something_invisible_in_it_looks_the_same_and_is_masked_the_same(invisible):
    written = f"找我打1990000{invisible}1234"
    assert "0000" not in re.sub(r"[^\d*]", "", mask_text(written))


@given(st.text("王李欧阳司马光启小草Anna ·", min_size=2, max_size=8))
def test_of_a_name_the_surname_is_shown_and_nothing_after_it(name):
    assume(name.strip())
    shown = mask_name(name)
    assert shown.endswith("某") and len(shown) <= 3 and name.strip().startswith(shown[:-1])


@given(st.text("大羊村三区十二号楼室镇永乐店东0123456789", max_size=24))
def test_of_an_address_only_its_beginning_is_shown_and_no_house_number(address):
    shown = mask_address(address)
    assert address.strip().startswith(shown.removesuffix("***"))
    assert "号" not in shown.removesuffix("***") or shown.removesuffix("***") == address.strip()


# Working time

OFFICE = Office(((time(9), time(12)), (time(13, 30), time(18))), statutory_calendar())


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 4000), st.integers(0, 4000))
def test_two_amounts_one_after_the_other_are_their_sum(start, first, second):
    one, two = timedelta(minutes=first), timedelta(minutes=second)
    assert add_working(add_working(start, one, OFFICE), two, OFFICE) == add_working(start, one + two, OFFICE)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 4000), st.integers(0, 600), st.integers(0, 6000))
def test_a_pause_moves_the_end_by_the_working_time_that_it_took(start, amount, after, long):
    """What resuming a clock relies on: held or not, the same working time lies between start and end."""
    pause = Pause(start + timedelta(minutes=after), start + timedelta(minutes=after + long))
    due = add_working(start, timedelta(minutes=amount), OFFICE, [pause])
    assert working_between(start, due, OFFICE, [pause]) == timedelta(minutes=amount)
    assert due >= add_working(start, timedelta(minutes=amount), OFFICE)


@settings(max_examples=60, deadline=None)
@given(moments, moments, moments)
def test_time_between_adds_up_over_any_moment_in_between(a, b, c):
    a, b, c = sorted((a, b, c))
    assert working_between(a, b, OFFICE) + working_between(b, c, OFFICE) == working_between(a, c, OFFICE)


@settings(max_examples=60, deadline=None)
@given(moments)
def test_the_next_working_moment_is_one_and_is_its_own_next(moment):
    told = next_working(moment, OFFICE)
    assert told >= moment and next_working(told, OFFICE) == told
    assert working_between(moment, told, OFFICE) == timedelta()


# Periods and spans


@given(days)
def test_before_and_after_meet_without_gap(day):
    period = assessment_period(day)
    assert period.previous().end == period.start
    assert assessment_period(period.start - ONE_DAY) == period.previous()
    assert (
        period.year_before().label[:4] == str(int(period.label[:4]) - 1)
        and period.year_before().label[4:] == period.label[4:]
    )


@given(moments)
def test_a_window_is_a_day_long_and_the_next_begins_where_it_ends(moment):
    start, end = day_window(moment)
    assert end - start == timedelta(days=1) and day_window(end)[0] == end
    assert window_of_day((end + timedelta(hours=8)).date()) == (start, end)


@given(days)
def test_a_months_neighbours_lead_back_to_it(day):
    month = month_of(f"{day:%Y-%m}", date(2000, 1, 1))
    assert month_of(month.after, day).before == month.label == month_of(month.before, day).after
    assert month.first <= day < month.following


@given(days, days)
def test_a_span_of_days_says_the_days_it_holds(first, last):
    first, last = sorted((first, last))
    span = Span.of(f"{first}..{last}")
    assert span.following - span.first == last - first + ONE_DAY
    assert span.days("on") == {"on__gte": first, "on__lt": last + ONE_DAY}
    assert Period(span.first, span.following).moments() == tuple(span.moments("at").values())


# Sheets

words = st.text("永乐店镇𠮷=+-@'\"，, ;012.eE", min_size=1, max_size=12).filter(lambda one: one.strip() == one)
cells = st.one_of(words, st.integers(-(10**14), 10**14))
tables = st.lists(st.tuples(words, cells, cells), min_size=1, max_size=6)
HEADER = ["甲", "乙", "丙"]
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(tables)
def test_a_workbook_comes_back_letter_by_letter_and_number_by_number(tmp_path, rows):
    write_xlsx(tmp_path / "a.xlsx", HEADER, rows)
    assert read_sheet(tmp_path / "a.xlsx", filename="a.xlsx").rows == [HEADER, *map(list, rows)]


@quick
@given(tables, st.sampled_from(["utf-8-sig", "gb18030"]))
def test_a_text_table_comes_back_once_our_own_apostrophes_are_taken_off(tmp_path, rows, encoding):
    assume(not any(str(cell).startswith("'") for row in rows for cell in row))  # theirs cannot be told from ours
    write_csv(tmp_path / "a.csv", HEADER, rows, encoding)
    told = read_sheet(tmp_path / "a.csv", filename="a.csv").rows
    assert [[plain(str(cell)) for cell in row] for row in told[1:]] == [[str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("said", ['牌子上写着="停水"三个字', '="甲",乙', '="甲"'])
def test_only_a_whole_cell_is_a_number_kept_as_text_and_words_stay_letter_by_letter(tmp_path, said):
    """="00138" keeps its zeros; the same signs inside somebody's words are theirs."""
    write_csv(tmp_path / "a.csv", HEADER, [(said, "1", "2")])
    assert plain(str(read_sheet(tmp_path / "a.csv", filename="a.csv").rows[1][0])) == said


# Text, codes, coordinates, photographs


@given(st.text())
def test_tidy_and_clean_twice_are_once_and_clean_holds_nothing_invisible(text):
    assert tidy(tidy(text)) == tidy(text) and clean(clean(text)) == clean(text)
    assert not set(clean(text)) & set("\x00\u200b\u2060\ufeff\u00ad\r")


@given(st.text(), st.integers(2, 40))
def test_a_title_is_never_longer_than_asked_and_begins_as_the_words_do(text, longest):
    title = title_of(text, longest)
    assert len(title) <= longest and text.strip().startswith(title.removesuffix("…"))


@given(st.text("永乐店镇大羊村停水两天 abc12", max_size=30))
def test_every_lexeme_of_a_text_stands_in_it(text):
    assert all(lexeme in clean(text).lower() for lexeme in bigrams(text))


@given(st.integers(0, 9), st.integers(0, 8))
def test_a_code_with_one_wrong_digit_or_most_swaps_is_none(wrong, at):
    code = codes.new_code()
    changed = code[:at] + str(wrong) + code[at + 1 :]
    assert codes.is_code(code) and codes.is_code(changed) == (changed == code)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if {code[at], code[at + 1]} != {"0", "9"}:
        assert codes.is_code(swapped) == (swapped == code)


@given(st.floats(75, 134), st.floats(4, 53))
def test_a_point_comes_back_from_every_map_to_within_a_decimetre(lon, lat):
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (gcj02_to_bd09, bd09_to_gcj02)):
        assert distance_m(lon, lat, *back(*there(lon, lat))) < 0.1
    assert 10 < distance_m(lon, lat, *wgs84_to_gcj02(lon, lat)) < 2000


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.integers(1, 300),
    st.integers(1, 300),
    st.text("secretplace", min_size=6, max_size=12),
    st.integers(16, 200),
)
def test_a_photograph_keeps_its_shape_and_none_of_its_words(kind, width, height, words, most):
    image = Image.new("RGB", (width, height), "green")
    exif = image.getexif()
    exif[0x010E], exif[0x0110] = words, words
    raw = BytesIO()
    image.save(raw, kind, exif=exif)
    kept = clean_photo(raw.getvalue(), max_side=most)
    again = Image.open(BytesIO(kept.data))
    assert again.format == "JPEG" and not again.getexif() and words.encode() not in kept.data
    assert max(kept.width, kept.height) <= most and (kept.width, kept.height) == again.size
    assert clean_photo(kept.data, max_side=most).width == kept.width
