"""What may be written down for somebody, on plain values."""

from __future__ import annotations

from datetime import timedelta
from unicodedata import normalize

from xiangyue.lib.codes import is_code
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _

WORDS_MAX = 5000
PHOTOS_MAX = 6
WHY_MAX = 200
LATELY = timedelta(hours=48)  # what the same phone said within it is shown before anything is sent
WAYS = {"counter": "到窗口当面", "phone": "打镇里电话", "visit": "入户走访", "paper": "纸质登记表"}
# a paper form's letter → the door that it was printed for
PAPERS = {"P": "群众自填", "W": "便民窗口", "R": "接待日", "F": "网格巡查"}
PAPERS_AT_ONCE = 50
READ_BACK = {True: "已读给本人听，本人同意", False: "未复述"}


def tidy_serial(text: str) -> str:
    """As it is printed: a letter and ten digits; "" for nothing."""
    return "".join(normalize("NFKC", text).split()).replace("-", "").upper()


def wrong_serial(serial: str) -> str:
    """The check digit catches a digit that was read wrongly."""
    if serial[:1] in PAPERS and is_code(serial[1:]):
        return ""
    return Said(
        "“{serial}”不是登记表的编号：一个字母和十位数字，印在右上角的二维码下面，请对照再输一次。", serial=serial[:20]
    )


def wrong_entry(*, words: str, way: str, read_back: bool, not_read_why: str) -> str:
    """What is missing in one sentence; empty when it can be taken in. All texts are tidy."""
    if way not in WAYS:
        return _("请选这件事是怎样听到的：到窗口、打电话、入户走访，还是纸质登记表。")
    if len(words) < 4:
        return _("请写下本人说了什么事，至少几个字。")
    if len(words) > WORDS_MAX:
        return Said("写得太长了（{n} 字），请写在 {words_max} 字以内。", n=len(words), words_max=WORDS_MAX)
    if not read_back and len(not_read_why) < 2:
        return _("记下的话没有读给本人听的，请写明原因，例如“本人赶车先走了”。")
    return ""
