"""Every measure that a room registers opens to its records, which are the town's own, and agrees with them."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pytest
from cast import make_town
from demo_town import told_once
from django.db.models import QuerySet

from xiangyue.kernel import measures
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Place, Seat

pytestmark = pytest.mark.django_db
RARE = {
    "callback.excluded",
    "appeals.sent",
    "appeals.upheld",
    "hotline.withdrawn",
    "hotline.resorted",
    "hotline.told_elsewhere",
}
YEAR, ASSESSED = Span.of("2024"), Span.of("2024-11考核期")


@pytest.fixture(scope="module")
def small(django_db_setup, django_db_blocker, tmp_path_factory):
    with told_once(django_db_blocker, tmp_path_factory, scale=0.03) as (town, _):
        yield town


def span_of(measure):
    return ASSESSED if measure.name.startswith("score.") else YEAR


def is_of(town, record):
    """A row of the town, or, of a rank and of residents, a town of its district."""
    is_town = isinstance(record, Place) and record.level == "town"
    return record.parent_id == town.parent_id if is_town else record.town_id == town.pk


def test_every_measure_opens_to_records_that_agree_with_it(small):
    make_town("110112999000", "别的镇")
    for measure in measures.all_measures():
        records = measure.records(small, span_of(measure))
        assert isinstance(records, QuerySet), measure.name
        rows = list(records)
        assert rows or measure.name in RARE, measure.name
        assert all(is_of(small, row) for row in rows), measure.name
        assert len({row.pk for row in rows}) == len(rows), f"{measure.name}: a record stands twice"
        weights = [getattr(row, measure.amount) if measure.amount else 1 for row in rows]
        if measure.aggregate == measures.MEDIAN:
            days = median(weights) / timedelta(days=1)
            assert float(measure.count(small, span_of(measure))) == pytest.approx(days), measure.name
        else:
            assert measure.count(small, span_of(measure)) == sum(weights), measure.name


def test_arguments_narrow_a_measure_and_never_widen_it(small):
    for measure in measures.all_measures():
        whole = set(measure.records(small, span_of(measure)).values_list("pk", flat=True))
        for argument in measure.arguments:
            narrowed = measure.records(small, span_of(measure), **{argument.name: "没有这样的"})
            assert not narrowed.exists(), (measure.name, argument.name)
            assert (
                set(measure.records(small, span_of(measure), **{argument.name: ""}).values_list("pk", flat=True))
                == whole
            )


def test_another_town_and_another_year_have_none_of_it(small):
    other = make_town("110112999000", "别的镇").town
    for measure in measures.all_measures():
        if measure.aggregate == measures.MEDIAN:
            with pytest.raises(Refused, match="没有中位数"):
                measure.count(other, YEAR)
        elif measure.is_entered and measure.amount:
            with pytest.raises(Refused, match="不能当作 0"):
                measure.count(other, YEAR)
        elif not measure.name.startswith(("score.", "indicators.")):
            assert measure.count(other, YEAR) == measure.count(small, Span.of("2019")) == 0, measure.name


def test_a_town_without_callbacks_has_no_rank(small):
    other = make_town("110112999000", "别的镇").town
    with pytest.raises(Refused, match="不参加排名"):
        measures.get("score.district_rank").count(other, ASSESSED)
    with pytest.raises(Refused, match="2024-01考核期"):
        measures.get("score.district_rank").count(other, YEAR)


def test_a_name_is_of_the_room_that_registers_it():
    for measure in measures.all_measures():
        room, _, what = measure.name.partition(".")
        assert what and f".{room}." in measure.rows.__module__, measure.name
        assert measure.zh and measure.en and measure.unit


def test_of_records_without_a_matter_each_measure_says_who_sees_them(small):
    handler, clerk = (Seat.objects.filter(town=small, role=role).first() for role in ("handler", "letters"))
    for measure in measures.all_measures():
        rows = Place.objects.none() if measure.name.startswith("score.") else measure.records(small, YEAR)
        assert measure.way_to_matter(rows) is not None or measure.seen is not None, measure.name
    meetings = measures.get("mailbox.people_received")
    rows = meetings.records(small, YEAR)
    assert rows.exists() and not meetings.seen(rows, handler).exists() and meetings.seen(rows, clerk).exists()
