"""From which networks a role comes in: set by the security administrator, asked at the log-in and at every request."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from xiangyue.house.models import RoleNetworks
from xiangyue.kernel import access
from xiangyue.kernel.actions import WORKER, Actor, tell_house
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import ROLES, Event, Place, Seat

MOST = 50
EVERYWHERE = "不限"
ELSEWHERE = "您的岗位不能从这个网络地址登录，请在单位规定的网络里使用，或找安全管理员登记这个地址。"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@transaction.atomic
def set_networks(
    town: Place, *, role: str, networks: str, reason: str, address: str, seat: Seat, at: datetime
) -> Event:
    """The role comes in from these networks alone; from everywhere where none is named. `address`: from which the one
    who sets it speaks, who may not shut himself out.
    """
    access.require(seat, "addresses.set", of=town)
    named = [str(one) for one in read(networks)]
    own = Seat.objects.on(at).filter(user_id=seat.user_id, town=town, role=role)
    if named and own.exists() and not _is_within(address, named):
        raise Refused("这样您自己也进不来了：您现在的地址 {address} 不在其中，请把它的网段也写上。", address=address)
    return _write(town, role, named, reason, Actor.of(seat), at)


@transaction.atomic
def lift(town: Place, *, role: str, reason: str, at: datetime) -> Event:
    """The role comes in from everywhere again: for who holds the machine, where the office's networks have changed and
    nobody can log in to say so. Refused where the role had no networks.
    """
    if role in ROLES and not networks_of(town, role):
        raise Refused("{roles}本来就不限地址。", roles=ROLES[role][0])
    return _write(town, role, [], reason, WORKER, at)


def _write(town: Place, role: str, named: list[str], reason: str, actor: Actor, at: datetime) -> Event:
    if role not in ROLES:
        raise Refused("没有这个岗位，请重新选。")
    if not reason.strip():
        raise Refused("请写明理由，它会留在变动记录里。")
    before = networks_of(town, role)
    RoleNetworks.objects.filter(town=town, role=role).delete()
    if named:
        RoleNetworks.objects.create(town=town, role=role, networks=named, set_at=at)
    told = {"role": role, "role_name": ROLES[role][0], "networks": _worded(named), "before": _worded(before)}
    return tell_house(town, "networks_set", actor=actor, at=at, **told, reason=reason.strip()[:200])


def read(typed: str) -> list[Network]:
    """Networks in CIDR form or single addresses, divided by blanks, commas or lines; each once."""
    parts = [part for part in re.split(r"[\s,，、;；]+", typed) if part]
    if len(parts) > MOST:
        raise Refused("一个岗位最多写 {most} 个网段，请合并一些。", most=MOST)
    return list(dict.fromkeys(_network(part) for part in parts))


def _network(typed: str) -> Network:
    try:
        return ipaddress.ip_network(typed)
    except ValueError:
        pass
    try:
        wider = ipaddress.ip_network(typed, strict=False)
    except ValueError:
        raise Refused(
            "“{typed}”不是网段，请写成 10.1.0.0/16、192.168.1.8 或 2001:db8::/32 的样子。", typed=typed[:50]
        ) from None
    raise Refused("“{typed}”不是网段的开头，要写整个网段请写成 {wider}。", typed=typed[:50], wider=wider)


def networks_of(town: Place, role: str) -> list[str]:
    """Empty where the role comes in from everywhere."""
    found = RoleNetworks.objects.filter(town=town, role=role).values_list("networks", flat=True).first()
    return found or []


def may_come(seat: Seat, address: str) -> bool:
    """Asked anew with each request: what was set holds for every web process from the next click on."""
    found = RoleNetworks.objects.filter(town_id=seat.town_id, role=seat.role).values_list("networks", flat=True).first()
    return not found or _is_within(address, found)


def require_here(seat: Seat, address: str) -> None:
    if not may_come(seat, address):
        raise NotAllowed(ELSEWHERE)


def may_log_in(user: User, address: str, at: datetime) -> bool:
    """Whether one of the seats held now comes in from here; who holds none is told so after the log-in."""
    held = list(Seat.objects.on(at).filter(user=user))
    return not held or any(may_come(seat, address) for seat in held)


def _is_within(address: str, networks: list[str]) -> bool:
    here = ipaddress.ip_address(address)
    told = getattr(here, "ipv4_mapped", None) or here
    return any(told in ipaddress.ip_network(one) for one in networks)


def _worded(networks: list[str]) -> str:
    return "、".join(networks) or EVERYWHERE
