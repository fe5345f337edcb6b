"""What may be written down for somebody, on plain values."""

from __future__ import annotations

from datetime import timedelta

WORDS_MAX = 5000
PHOTOS_MAX = 6
WHY_MAX = 200
LATELY = timedelta(hours=48)  # what the same phone said within it is shown before anything is sent
WAYS = {"counter": "到窗口当面", "phone": "打镇里电话", "visit": "入户走访"}
READ_BACK = {True: "已读给本人听，本人同意", False: "未复述"}


def wrong_entry(*, words: str, way: str, read_back: bool, not_read_why: str) -> str:
    """What is missing in one sentence; empty when it can be taken in. All texts are tidy."""
    if way not in WAYS:
        return "请选这件事是怎样听到的：到窗口、打电话，还是入户走访。"
    if len(words) < 4:
        return "请写下本人说了什么事，至少几个字。"
    if len(words) > WORDS_MAX:
        return f"写得太长了（{len(words)} 字），请写在 {WORDS_MAX} 字以内。"
    if not read_back and len(not_read_why) < 2:
        return "记下的话没有读给本人听的，请写明原因，例如“本人赶车先走了”。"
    return ""
