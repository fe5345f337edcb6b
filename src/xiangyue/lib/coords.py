"""Coordinates: WGS-84, the shifted GCJ-02 of phones and Chinese map services, Baidu's BD-09, and distances.

All take and give (longitude, latitude) in degrees. The shift exists only inside a box around China; a point
outside it comes back unchanged. The inverses are found by iteration and hold to better than 0.1 m away from
the edge of the box.
"""

from collections.abc import Callable
from math import asin, atan2, cos, pi, radians, sin, sqrt

Point = tuple[float, float]

# Krasovsky 1940, the ellipsoid on which the published GCJ-02 shift is computed.
SEMI_MAJOR = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
BAIDU_TURN = pi * 3000.0 / 180.0
EARTH_RADIUS_M = 6371008.8
CLOSE_ENOUGH = 1e-9


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    if not in_china(lon, lat):
        return lon, lat
    slope = 1 - ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    meridian = SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (slope * sqrt(slope))
    parallel = SEMI_MAJOR / sqrt(slope) * cos(radians(lat))
    x, y = lon - 105.0, lat - 35.0
    return lon + _shift_east(x, y) * 180.0 / (parallel * pi), lat + _shift_north(x, y) * 180.0 / (meridian * pi)


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    return _undone(wgs84_to_gcj02, lon, lat) if in_china(lon, lat) else (lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    if not in_china(lon, lat):
        return lon, lat
    radius = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * BAIDU_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BAIDU_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    return _undone(gcj02_to_bd09, lon, lat) if in_china(lon, lat) else (lon, lat)


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres along the great circle on a mean sphere: within 0.5 % of the ellipsoid."""
    half_north = sin(radians(lat2 - lat1) / 2) ** 2
    half_east = sin(radians(lon2 - lon1) / 2) ** 2
    haversine = half_north + cos(radians(lat1)) * cos(radians(lat2)) * half_east
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(haversine)))


def in_china(lon: float, lat: float) -> bool:
    """Roughly: the frame within which GCJ-02 shifts."""
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def _shift_east(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    shift += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return shift + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0


def _shift_north(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    shift += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return shift + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _undone(shifted: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    """The point that `shifted` brings to (lon, lat). The shift changes slowly, so each step divides the
    error by 100.
    """
    guess_lon, guess_lat = lon, lat
    for _ in range(20):
        there_lon, there_lat = shifted(guess_lon, guess_lat)
        miss_lon, miss_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + miss_lon, guess_lat + miss_lat
        if abs(miss_lon) < CLOSE_ENOUGH and abs(miss_lat) < CLOSE_ENOUGH:
            break
    return guess_lon, guess_lat
