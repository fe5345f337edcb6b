"""The mini-program's own client, on Node, against this very server: log-in, a letter with a photo, a booking, a
stranger.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date, time
from pathlib import Path

import pytest
from cast import NOON
from django.core.cache import cache
from PIL import Image

from xiangyue.doors.reception import actions as reception
from xiangyue.kernel.models import Matter

pytest_plugins = ["mailbox_fixtures"]
MINIPROGRAM = Path(__file__).parents[2] / "miniprogram"


def test_the_client_and_the_town_understand_one_another(live_server, town, clock, wechat_running, tmp_path, own_media):
    if not (MINIPROGRAM / "node_modules").exists() or not shutil.which("npx"):
        pytest.skip("小程序的依赖没有装：先在 miniprogram/ 里运行 npm ci")
    cache.clear()
    town.town.lon, town.town.lat = 116.8, 39.7
    town.town.save(update_fields=["lon", "lat"])
    clerk = town.seats["reception"]
    hall = reception.add_hall(town.places["dayang"], title="大羊村接待室", address="", seat=clerk)
    reception.add_plan(
        hall,
        weekday=0,
        begins=time(9),
        ends=time(11),
        capacity=4,
        leader=town.seats["secretary"],
        substitute=town.seats["deputy"],
        valid_from=date(2024, 11, 1),
        seat=clerk,
        at=NOON,
    )
    reception.publish(town.town, date(2024, 12, 1), seat=clerk, at=NOON)
    photo = tmp_path / "a.jpg"
    Image.new("RGB", (80, 60), "red").save(photo)
    codes = [wechat_running.wechat.code_for(openid) for openid in ("openid-xiaocao", "openid-stranger")]
    told = {
        "XIANGYUE_SERVER": live_server.url,
        "XIANGYUE_CODES": ",".join(codes),
        "XIANGYUE_TOWN": town.town.code,
        "XIANGYUE_PHOTO": str(photo),
        "XIANGYUE_NOW": str(int(clock.at.timestamp() * 1000)),
    }
    ran = subprocess.run(
        ["npx", "jest"],
        cwd=MINIPROGRAM,
        env=os.environ | told,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    letter = Matter.objects.get()
    assert (letter.kind, letter.state, letter.attachments.count()) == ("letter", "closed", 1)
    assert (round(letter.lon, 3), round(letter.lat, 3)) == (116.8, 39.7)  # GCJ-02 became WGS-84
