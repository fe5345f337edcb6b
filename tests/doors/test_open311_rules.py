"""Single values by the standard and by the town's questions."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.doors.open311.rules import (
    attributes_of,
    clean,
    full_name,
    is_link,
    read_degrees,
    read_moment,
    title_of,
    wrong_attributes,
)

BEIJING = ZoneInfo("Asia/Shanghai")


@given(st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2190, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_what_isoformat_writes_is_read_back(moment, minutes):
    from datetime import timezone

    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert read_moment(aware.isoformat(), BEIJING) == aware
    assert read_moment(aware.isoformat().replace("+", " "), BEIJING) == aware


def test_a_day_begins_and_ends_in_the_town():
    assert read_moment("2024-11-05", BEIJING) == datetime(2024, 11, 4, 16, tzinfo=UTC)
    assert read_moment("2024-11-05", BEIJING, ends=True) == datetime(2024, 11, 5, 15, 59, 59, 999999, tzinfo=UTC)


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert read_moment(text, BEIJING).tzinfo is not None


@given(st.text())
def test_clean_text_can_be_written_anywhere(text):
    from xml.etree import ElementTree

    element = ElementTree.Element("a")
    element.text = clean(text)
    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="unicode").encode())
    assert (read.text or "") == clean(text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.text())
def test_a_link_is_only_ever_http(text):
    assert not is_link(text) or text.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "text", ["https://photos.example.org/a/1.jpg?x=1&y=2", "http://192.0.2.1:8080/p", "HTTPS://例子.中国/图.jpg"]
)
def test_links_that_are_taken(text):
    assert is_link(text)


@pytest.mark.parametrize(
    ("text", "most"), [("91", 90), ("-90.1", 90), ("1_0", 90), ("", 90), ("Infinity", 180), ("+ 1", 90)]
)
def test_degrees_out_of_range_or_form_are_refused(text, most):
    with pytest.raises(ValueError, match=".*"):
        read_degrees(text, most)


def test_a_title_is_the_first_sentence_or_the_services_name():
    assert title_of("村口有坑。车过不去。", "路面破损") == "村口有坑"
    assert title_of("", "路面破损") == title_of("。！", "路面破损") == "路面破损"
    assert len(title_of("长" * 300, "路面破损")) == 60


def test_names_are_put_together_as_they_are_spoken():
    assert (full_name("小草", "林"), full_name("Ann", "Lee"), full_name("", "林")) == ("林小草", "Ann Lee", "林")


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        (None, "attributes"),
        ([{}], "code"),
        ([{"code": "A B"}], "code"),
        ([{"code": "A", "datatype": "colour"}], "datatype"),
        ([{"code": "A", "datatype": "string"}], "description"),
        ([{"code": "A", "datatype": "singlevaluelist", "description": "?"}], "values"),
        ([{"code": "A", "datatype": "string", "description": "?", "order": 0}], "order"),
        ([{"code": "A", "datatype": "string", "description": "?", "variable": False, "required": True}], "必填"),
        ([{"code": "A", "datatype": "string", "description": "?"}] * 2, "相同"),
        ([{"code": "A", "datatype": "string", "description": "?", "values": [{"key": 1}]}], "values"),
        (["A"], "code"),
    ],
)
def test_a_malformed_row_of_questions_says_what_is_wrong(attributes, says):
    assert says in wrong_attributes("R01", {"attributes": attributes})


def test_a_row_of_questions_may_be_short():
    row = {"attributes": [{"code": "A", "datatype": "string", "description": "哪一盏？"}]}
    assert wrong_attributes("R01", row) == ""
    assert attributes_of(row)[0].order == 1 and not attributes_of(row)[0].is_required
