"""From which network address a request came, behind as many proxies of our own as the setting says."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"


def address_of(request: HttpRequest) -> str:
    forwarded, peer = request.META.get("HTTP_X_FORWARDED_FOR", ""), request.META.get("REMOTE_ADDR", "")
    return visitor(forwarded, peer, settings.XIANGYUE_PROXIES)


def visitor(forwarded: str, peer: str, proxies: int) -> str:
    """Each of our proxies appends who spoke to it; what stands further left anybody may have written."""
    told = [part.strip() for part in forwarded.split(",") if part.strip()]
    said = told[-proxies] if proxies and len(told) >= proxies else peer
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return UNKNOWN
