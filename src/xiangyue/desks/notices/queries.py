from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _

from xiangyue.desks.notices.models import Channel, Notice, Reply, Wording
from xiangyue.kernel import telling
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.recusals import without_kept


def channels(town: Place) -> QuerySet[Channel]:
    return Channel.objects.filter(town=town, ended_at=None).select_related("unit").order_by("kind", "pk")


AUDIENCES = {
    "requester": _("诉求人"),
    "asked": _("诉求人（短信提问）"),
    "unit": _("承办单位"),
    "centre": _("处置中心"),
    "whistled": _("被吹哨单位"),
}


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


def notices(seat: Seat) -> QuerySet[Notice]:
    """Those of the town; what is told of a matter that is kept from this seat is not among them."""
    return without_kept(Notice.objects.filter(town_id=seat.town_id), seat)


def notice_of(seat: Seat, pk: int) -> Notice:
    """Http404 for one of another town, or of a matter that is kept from this seat."""
    return get_object_or_404(notices(seat), pk=pk)


def channel_of(seat: Seat, pk: int) -> Channel:
    return get_object_or_404(Channel, town_id=seat.town_id, pk=pk)


def replies(seat: Seat) -> QuerySet[Reply]:
    """Those of the town; what answers a matter that is kept from this seat is not among them."""
    return without_kept(Reply.objects.filter(town_id=seat.town_id), seat)


def reply_of(seat: Seat, pk: int) -> Reply:
    return get_object_or_404(replies(seat), pk=pk)
