"""A picture used before, taken elsewhere or long ago is shown as a doubt; what is in order is shown without one."""

from __future__ import annotations

import random
from datetime import timedelta
from io import BytesIO

import pytest
from cast import BEIJING, NOON, later
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from xiangyue.insight.photos.queries import doubts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Attachment, Matter, Place, Rule

HERE = (116.80, 39.70)


def picture(seed=1, *, at=None, point=None, size=(640, 480)):
    dice = random.Random(seed)
    small = Image.new("L", (12, 9))
    small.putdata([dice.randrange(256) for _ in range(12 * 9)])
    exif = Image.Exif()
    if at is not None:
        exif.get_ifd(0x8769)[0x9003] = at.astimezone(BEIJING).strftime("%Y:%m:%d %H:%M:%S")
    if point is not None:
        lon, lat = point
        exif.get_ifd(0x8825).update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})
    out = BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(out, "JPEG", exif=exif)
    return kernel.sniff("现场.jpg", out.getvalue())


@pytest.fixture
def given(cast, own_media):
    """A picture given to a matter by its unit."""

    def give(matter, upload, at=NOON):
        actor = kernel.Actor.of(cast.seats["roads"])
        return kernel.attach(matter, upload, actor=actor, at=at)

    return give


def doubt_of(cast, attachment, who="dispatcher"):
    return doubts(cast.seats[who], list(attachment.matter.attachments.all())).get(attachment.pk)


def sent_here(sent):
    matter = sent()
    Matter.objects.filter(pk=matter.pk).update(lon=HERE[0], lat=HERE[1])
    return Matter.objects.get(pk=matter.pk)


def test_what_was_taken_here_and_now_raises_no_doubt(cast, sent, given):
    one = given(sent_here(sent), picture(at=later(NOON, hours=-1), point=HERE))
    assert one.metres_away == 0 and one.taken_at == later(NOON, hours=-1)
    assert doubt_of(cast, one) is None


def test_far_away_and_long_ago_are_told_and_the_town_says_how_far_and_long(cast, sent, given):
    one = given(sent_here(sent), picture(at=NOON - timedelta(days=5, hours=1), point=(116.82, 39.70)))
    told = doubt_of(cast, one)
    assert told.days == 5 and 1600 < told.metres < 1800 and not told.used_in
    page = cast.client("dispatcher").get(f"/matters/{one.matter.number}").content.decode()
    assert f"拍摄位置离这里约 {told.metres} 米" in page and "相机时间早了 5 天" in page and "再看一眼" in page
    value = {"metres": 2000, "days": 10}
    Rule.objects.create(town=cast.town, kind="photo", key="doubt", valid_from="2020-01-01", value=value)
    assert doubt_of(cast, one) is None


def test_a_matter_with_a_village_alone_is_measured_from_its_border(cast, sent, given):
    west, east, south, north = 116.79, 116.81, 39.69, 39.71
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    Place.objects.filter(pk=cast.places["dayang"].pk).update(boundary={"type": "Polygon", "coordinates": [ring]})
    matter = sent()
    Matter.objects.filter(pk=matter.pk).update(place=cast.places["dayang"], lon=None, lat=None)
    matter = Matter.objects.select_related("place").get(pk=matter.pk)
    assert given(matter, picture(1, point=HERE)).metres_away == 0
    assert given(matter, picture(2, point=(116.82, 39.70))).metres_away == pytest.approx(856, abs=5)
    nowhere = Matter.objects.select_related("place").get(pk=sent().pk)
    Matter.objects.filter(pk=nowhere.pk).update(place=None)
    nowhere.place = None
    assert given(nowhere, picture(3, point=HERE)).metres_away is None


def test_a_picture_of_another_matter_is_told_also_when_it_was_made_smaller(cast, sent, given):
    first, second = sent(), sent()
    old = given(first, picture())
    again = given(second, picture(size=(320, 240)), at=later(NOON, hours=2))
    assert old.sha256 != again.sha256
    assert doubt_of(cast, again).used_in == (first.number,)
    assert doubt_of(cast, old) is None  # it was there first
    page = cast.client("dispatcher").get(f"/matters/{second.number}").content.decode()
    assert "还用在" in page and first.number in page
    other = given(second, picture(7), at=later(NOON, hours=2))
    assert doubt_of(cast, other) is None


def test_the_number_of_a_matter_that_one_may_not_see_is_not_told(cast, sent, given):
    secret, second = sent(), sent()
    given(secret, picture())
    again = given(second, picture(), at=later(NOON, hours=2))
    Matter.objects.filter(pk=secret.pk).update(lead_unit=cast.units["water"])
    told = doubt_of(cast, again, "roads")
    assert told.used_in == () and told.used_elsewhere
    page = cast.client("roads").get(f"/matters/{second.number}").content.decode()
    assert "在别的事项里用过" in page and secret.number not in page


def test_it_costs_the_same_for_many_pictures(cast, sent, given):
    matter, costs = sent(), []
    for number in range(8):
        given(matter, picture(number))
        if number in (1, 7):
            files = list(Attachment.objects.filter(matter=matter))
            with CaptureQueriesContext(connection) as asked:
                doubts(cast.seats["dispatcher"], files)
            costs.append(len(asked))
    assert costs[0] == costs[1]
