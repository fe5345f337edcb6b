from __future__ import annotations

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _

from xiangyue.desks.notices.models import Channel, Notice, Wording
from xiangyue.kernel import telling
from xiangyue.kernel.keyset import Page, page_of
from xiangyue.kernel.models import Place, Seat

PAGE = 40
TABS = {"failed": _("没发成"), "waiting": _("待发送"), "sent": _("已发出"), "dropped": _("不再发")}


def notices(town: Place, state: str, after: str = "") -> Page[Notice]:
    """Newest first."""
    rows = Notice.objects.filter(town=town, state=state).select_related("matter", "channel", "party", "event")
    return page_of(rows, "made_at", after, PAGE, newest_first=True)


def counts(town: Place) -> dict[str, int]:
    told = dict(Notice.objects.filter(town=town).values_list("state").annotate(n=Count("pk")).order_by())
    return {state: told.get(state, 0) for state in TABS}


def channels(town: Place) -> QuerySet[Channel]:
    return Channel.objects.filter(town=town, ended_at=None).select_related("unit").order_by("kind", "pk")


AUDIENCES = {"requester": _("诉求人"), "unit": _("承办单位"), "centre": _("处置中心"), "whistled": _("被吹哨单位")}


def wordings(town: Place) -> list[dict[str, str]]:
    """Every notice there is, with the words that hold now and those that came with the system."""
    own = {(row.event, row.audience, row.language): row.text for row in Wording.objects.filter(town=town)}
    return [
        {
            "event": event,
            "audience": audience,
            "language": language,
            "text": own.get((event, audience, language), ""),
            "usual": usual,
        }
        for event in telling.events()
        for audience, languages in telling.words_of(event).items()
        for language, usual in languages.items()
    ]


def notice_of(seat: Seat, pk: int) -> Notice:
    """Http404 for one of another town."""
    return get_object_or_404(Notice, town_id=seat.town_id, pk=pk)


def channel_of(seat: Seat, pk: int) -> Channel:
    return get_object_or_404(Channel, town_id=seat.town_id, pk=pk)
