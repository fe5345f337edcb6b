"""Coordinates to the metre, against values published with other implementations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.coords import bd09_to_gcj02, distance_m, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02

inside_lon = st.floats(73.5, 135)
inside_lat = st.floats(3.5, 53.5)


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_the_shift_agrees_with_published_points_to_the_metre(
    wgs: tuple[float, float], gcj: tuple[float, float]
) -> None:
    assert distance_m(*wgs84_to_gcj02(*wgs), *gcj) < 1
    assert distance_m(*gcj02_to_wgs84(*gcj), *wgs) < 1


def test_baidu_agrees_with_published_points_to_the_metre() -> None:
    assert distance_m(*gcj02_to_bd09(116.404, 39.915), 116.41036949371029, 39.92133699351021) < 0.01
    assert distance_m(*bd09_to_gcj02(116.404, 39.915), 116.39762729119315, 39.90865673957631) < 1


@given(inside_lon, inside_lat)
def test_there_and_back_is_within_a_decimetre(lon: float, lat: float) -> None:
    assert distance_m(*gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat)), lon, lat) < 0.1
    assert distance_m(*wgs84_to_gcj02(*gcj02_to_wgs84(lon, lat)), lon, lat) < 0.1
    assert distance_m(*bd09_to_gcj02(*gcj02_to_bd09(lon, lat)), lon, lat) < 0.1
    assert distance_m(*gcj02_to_bd09(*bd09_to_gcj02(lon, lat)), lon, lat) < 0.1


def test_in_yongledian_the_shift_is_half_a_kilometre() -> None:
    lon, lat = 116.78, 39.70
    assert 300 < distance_m(lon, lat, *wgs84_to_gcj02(lon, lat)) < 900


@pytest.mark.parametrize("point", [(-0.1276, 51.5072), (139.69, 35.68), (0.0, 0.0), (151.2, -33.9), (100.0, 60.0)])
def test_a_point_abroad_stays_where_it_is(point: tuple[float, float]) -> None:
    for turned in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        assert turned(*point) == point


def test_distances_known_from_the_globe() -> None:
    assert distance_m(116.78, 39.70, 116.78, 39.70) == 0
    assert distance_m(0, 0, 0, 1) == pytest.approx(111_195, abs=1)
    assert distance_m(0, 0, 180, 0) == pytest.approx(20_015_115, abs=10)
    assert distance_m(116.4074, 39.9042, 121.4737, 31.2304) == pytest.approx(1_067_300, rel=0.005)
