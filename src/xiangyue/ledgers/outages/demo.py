"""Water off in two villages this morning, prolonged once; a road that was dug up last month."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.kernel.storytelling import Part, Scene
from xiangyue.ledgers.outages.actions import announce, end, revise


def play(scene: Scene) -> None:
    now, water, roads = scene.now, scene.seats["gongshui"], scene.seats["chengjian1"]
    past = now - timedelta(days=31)
    road = announce(
        scene.town,
        kind="road",
        unit=roads.unit,
        places=[scene.villages["大羊村"]],
        from_at=past,
        until_at=past + timedelta(days=3),
        source="城乡建设办公室施工告知单",
        words="大羊村西路换污水管，半幅通行。",
        seat=roads,
        at=past - timedelta(days=1),
    )
    end(road, words="路面已恢复。", seat=roads, at=past + timedelta(days=3, hours=-2))
    off = announce(
        scene.town,
        kind="water",
        unit=water.unit,
        places=[scene.villages["小务村"], scene.villages["大务村"]],
        from_at=now - timedelta(hours=3),
        until_at=now + timedelta(hours=3),
        source="供水站停水通知",
        words="更换主管阀门，停水六小时，请提前储水。",
        seat=water,
        at=now - timedelta(hours=20),
    )
    revise(
        off,
        until_at=now + timedelta(hours=6),
        words="阀门锈死，要加装一段新管。",
        seat=water,
        at=now - timedelta(minutes=30),
    )


PART = Part(plays=play)
