from __future__ import annotations

import pytest
from cast import NOON, later

from xiangyue.kernel.geography import is_near, locate, shape_of
from xiangyue.kernel.models import Place


def square(west, south, size=0.01):
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture
def drawn(cast):
    for key, west in (("dayang", 116.80), ("xiaowu", 116.81)):
        Place.objects.filter(pk=cast.places[key].pk).update(boundary=square(west, 39.70), boundary_changed_at=NOON)
    return cast


def test_a_point_is_found_in_its_village(drawn):
    assert locate(drawn.town, 116.805, 39.705).name == "大羊村"
    assert locate(drawn.town, 116.815, 39.705).name == "小务村"
    assert locate(drawn.town, 116.830, 39.705) is None


def test_on_a_shared_border_the_first_code_answers_every_time(drawn):
    assert {locate(drawn.town, 116.81, 39.705).code for _ in range(5)} == {"dayang"}


def test_near_is_the_town_and_a_little_beyond(drawn):
    assert is_near(drawn.town, 116.84, 39.705)
    assert not is_near(drawn.town, 117.2, 39.1)


def test_without_boundaries_the_towns_own_point_decides(cast):
    cast.town.lon, cast.town.lat = 116.8, 39.7
    assert is_near(cast.town, 116.85, 39.72)
    assert not is_near(cast.town, 121.47, 31.23)


def test_a_changed_boundary_is_seen_at_once(drawn):
    assert locate(drawn.town, 116.835, 39.705) is None
    Place.objects.filter(code="xiaowu").update(boundary=square(116.83, 39.70), boundary_changed_at=later(NOON, hours=1))
    assert locate(drawn.town, 116.835, 39.705).name == "小务村"


def test_what_is_no_shape_is_said_in_words():
    with pytest.raises(ValueError, match="GeoJSON"):
        shape_of({"type": "Circle"})
