"""The ways out. Each sends one notice or raises NotSent; nothing here knows of tries and rows."""

from datetime import datetime
from urllib.parse import urlsplit

from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.ways import aliyun, library, wechat
from xiangyue.desks.notices.ways.refusal import ChannelHangs, NotSent
from xiangyue.kernel.fields import keyring

__all__ = ["ChannelHangs", "NotSent", "send"]


def send(notice: Notice, at: datetime) -> None:
    if notice.channel.kind == "wechat":
        wechat.send(notice)
    elif notice.channel.kind == "sms" and is_aliyun(keyring().open(notice.channel.address_sealed)):
        aliyun.send(notice, at)
    else:
        library.send(notice)


def is_aliyun(address: str) -> bool:
    return urlsplit(address).scheme in aliyun.SCHEMES
