"""The ways out. Each sends one notice or raises NotSent; nothing here knows of tries and rows."""

from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.ways import library, wechat
from xiangyue.desks.notices.ways.refusal import ChannelHangs, NotSent

__all__ = ["ChannelHangs", "NotSent", "send"]

_WAYS = {"wechat": wechat.send}


def send(notice: Notice) -> None:
    _WAYS.get(notice.channel.kind, library.send)(notice)
