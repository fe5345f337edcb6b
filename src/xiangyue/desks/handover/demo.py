"""A steward who leaves for three months: what is followed waits for the colleague who takes it over."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.desks.handover.actions import start
from xiangyue.kernel.storytelling import Part, Scene


def play(scene: Scene) -> None:
    leaver, successor = scene.seats["guanjia1"], scene.seats["guanjia2"]
    words = "下周起到区里跟班学习三个月，企业的联系方式都在台账里。"
    start(leaver, successor=successor, words=words, seat=leaver, at=scene.now - timedelta(hours=20))


PART = Part(plays=play)
