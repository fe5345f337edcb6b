"""Robots of WeCom and DingTalk, mail and SMS gateways, all through Apprise's addresses.

wecombot://KEY · dingtalk://SECRET@TOKEN · mailtos://USER:PASSWORD@HOST?to={mail} · jsons://GATEWAY/PATH?:phone={phone}
"""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.ways.refusal import NotSent
from xiangyue.desks.notices.ways.with_deadline import within_deadline
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.sealing import contact
from xiangyue.lib.outward import tell


def send(notice: Notice) -> None:
    inside = settings.XIANGYUE_INSIDE_HOSTS
    refused = within_deadline(tell, address_of(notice), notice.town.name, notice.text, inside)
    if refused == "address":
        raise NotSent("渠道地址写得不对，请管理员检查这个通知渠道。", for_good=True)
    if refused == "inside":
        raise NotSent("渠道地址在内网或本机，没有发出；本单位的网关要写进 XIANGYUE_INSIDE_HOSTS。", for_good=True)
    if refused:
        raise NotSent("对方没有收下：网络不通、密钥已失效，或对方限流。稍后自动再发。")


def address_of(notice: Notice) -> str:
    """The channel's address with the person's own number or mail in its place."""
    address = keyring().open(notice.channel.address_sealed)
    for field in ("phone", "mail"):
        if f"{{{field}}}" in address:
            address = address.replace(f"{{{field}}}", quote(contact(notice.party, field), safe=""))
    return address
