"""已存的视图: what somebody asked of a list, kept under a name, for oneself or for one's unit."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q
from django.http import Http404

from xiangyue.counter.lists import declared
from xiangyue.counter.models import SavedView
from xiangyue.kernel.access import require
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat

MOST = 30  # of one person on one list


def kept_for(seat: Seat, address: str) -> list[SavedView]:
    """One's own and those of one's unit, by name."""
    mine = Q(user_id=seat.user_id) | Q(unit_id=seat.unit_id)
    return list(SavedView.objects.filter(mine, town_id=seat.town_id, listing=address).order_by("title", "pk"))


def keep(town: Place, *, listing: str, title: str, query: str, shared: bool, seat: Seat, at: datetime) -> SavedView:
    """The same name again replaces what stood under it. Only what the list knows is kept of the query."""
    declared_list = declared.named(listing)
    if declared_list is None:
        raise Refused("没有这张列表。")
    require(seat, declared_list.deed, of=town)
    if not title or len(title) > 40:
        raise Refused("请给视图起个名字，不超过 40 个字。")
    mine = SavedView.objects.filter(user_id=seat.user_id, town=town, listing=listing)
    if mine.exclude(title=title).count() >= MOST:
        raise Refused("一张列表最多存 {most} 个视图，请先删掉不用的。", most=MOST)
    view, _is_new = SavedView.objects.update_or_create(
        user_id=seat.user_id,
        town=town,
        listing=listing,
        title=title,
        defaults={"query": _known(declared_list, query), "unit_id": seat.unit_id if shared else None, "made_at": at},
    )
    return view


def _known(listing: declared.Listing, query: str) -> str:
    keys = {"tab", "sort", *(one.key for one in listing.filters if one.kind != "page")}
    return urlencode([(key, value[:100]) for key, value in parse_qsl(query)[:50] if key in keys])


def own_view(seat: Seat, pk: int) -> SavedView:
    """Http404 for one of somebody else: a shared one is dropped by whoever made it."""
    view = SavedView.objects.filter(pk=pk, user_id=seat.user_id, town_id=seat.town_id).first()
    if view is None:
        raise Http404(pk)
    return view


def drop(view: SavedView, *, seat: Seat, at: datetime) -> None:
    view.delete()
