"""村务议事公告: published for everybody; a wrong one is taken down with its reason, never edited."""

from __future__ import annotations

from datetime import datetime

from xiangyue.desks.council.models import CouncilNotice
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Place, Seat
from xiangyue.lib.hantext import tidy
from xiangyue.lib.masking import find_sensitive

_TITLE_MAX, _TEXT_MAX = 120, 10_000


def publish(
    town: Place, *, title: str, text: str, village: Place | None = None, seat: Seat, at: datetime
) -> CouncilNotice:
    """Refused where somebody's phone, ID, plate or card number stands in it: no personal data is published (PIPL art.
    25).
    """
    access.require(seat, "council.publish", of=town)
    title, text = tidy(title), tidy(text)
    if not title or len(title) > _TITLE_MAX:
        raise Refused("请写公告的标题，{title_max} 字以内。", title_max=_TITLE_MAX)
    if len(text) < 4 or len(text) > _TEXT_MAX:
        raise Refused("请写公告的内容，{text_max} 字以内。", text_max=_TEXT_MAX)
    if find_sensitive(title) or find_sensitive(text):
        raise Refused("公告里像是有电话、身份证号、车牌或卡号。个人信息未经本人单独同意不能公开，请去掉再发布。")
    if village is not None and village.town_id != town.pk:
        raise Refused("本镇没有这个村。")
    return CouncilNotice.objects.create(town=town, village=village, title=title, text=text, published_at=at, seat=seat)


def take_down(notice: CouncilNotice, *, why: str, seat: Seat, at: datetime) -> None:
    access.require(seat, "council.publish", of=notice)
    if not tidy(why):
        raise Refused("撤下公告请写明原因。")
    done = StaleMove("这条公告已经撤下了，请刷新后再看。")
    still(notice, {"withdrawn_at": None}, done, withdrawn_at=at, withdrawn_why=tidy(why)[:200])
