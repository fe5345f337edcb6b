"""The bell of each seat, and the town's notices with what did not go out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.filters import TEXT, Groups, choice, period, typed, ungrouped
from xiangyue.desks.notices import bell, queries
from xiangyue.desks.notices.models import Channel, Notice, Reply, Ring
from xiangyue.kernel import telling, vocabulary
from xiangyue.kernel.access import with_seen_matter
from xiangyue.kernel.actions import house
from xiangyue.kernel.models import Seat
from xiangyue.lib.personal import mask_personal

_LONGEST = 120  # characters of what rang


def _says(one: Ring) -> str:
    """One line; the matter's page has all of it."""
    language = "en" if (get_language() or "zh").startswith("en") else "zh"
    told = bell.says(one, language) or mask_personal(
        vocabulary.sentence(one.event.name, one.event.told, language=language)
    )
    return Truncator(told).chars(_LONGEST)


def _opened(one: Ring) -> str:
    """What it is about: its matter, or of the town's own house the page that its room names, while that is here."""
    if (page := telling.page_of(one.event.name, one.event.particulars)) is not None:
        try:
            return reverse(page[0], args=page[1])
        except NoReverseMatch:
            return ""
    return reverse("handling:matter", args=[one.matter.number])


def _number(one: Ring) -> str:
    return "" if one.matter.kind == house.KIND else one.matter.number


BELL = register(
    Listing(
        "notices:bell",
        "notices.bell",
        _("提醒"),
        lambda seat: bell.rings_of(seat).prefetch_related("event__texts"),
        (
            Column("says", _("什么事"), _says, link=_opened),
            Column("number", _("编号"), _number, "matter__number"),
            Column("at", _("时间"), lambda one: one.made_at, "made_at"),
        ),
        order="-at",
        filters=(TEXT("matter__"), *period("made_at")),
        joined=("event", "matter__lead_unit"),
    )
)


def _to(one: Notice) -> str:
    return one.party.title or gettext("诉求人")


def _kinds(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in Channel.KINDS])


def _whys(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in Reply.WHY])


def _audiences(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in queries.AUDIENCES.items()])


DESK = register(
    Listing(
        "notices:desk",
        "notices.see",
        _("通知"),
        queries.notices,
        (
            Column("number", _("事项"), lambda one: one.matter.number, "matter__number"),
            Column("to", _("告诉谁"), _to),
            Column("text", _("怎样说的"), lambda one: one.text, is_long=True),
            Column("channel", _("渠道"), lambda one: one.channel.title, "channel__title"),
            Column("at", _("什么时候"), lambda one: one.made_at, "made_at"),
            Column("sent", _("已发出"), lambda one: one.sent_at, "sent_at"),
            Column("n_tries", _("试过几次"), lambda one: one.tries, is_number=True),
            Column("error", _("没发成的原因"), lambda one: one.error, is_long=True),
        ),
        order="-at",
        tabs=(
            Tab("failed", _("没发成"), Q(state="failed")),
            Tab("waiting", _("待发送"), Q(state="waiting")),
            Tab("sent", _("已发出"), Q(state="sent")),
            Tab("dropped", _("不再发"), Q(state="dropped")),
        ),
        # not by the words of the matters: who keeps the channels may not read those
        filters=(
            typed("q", _("编号，或通知里的字"), "matter__number", "text"),
            choice("to", _("告诉谁"), "audience", _audiences),
            choice("channel", _("渠道"), "channel__kind", _kinds),
            *period("made_at"),
        ),
        joined=("matter", "channel", "party"),
    )
)


REPLIES = register(
    Listing(
        "notices:replies",
        "notices.replies",
        _("短信回复"),
        lambda seat: with_seen_matter(queries.replies(seat), seat),
        (
            Column("words", _("回复了什么"), lambda one: mask_personal(one.words), is_long=True),
            Column("from", _("谁的电话"), lambda one: one.whose),
            Column(
                "number",
                _("事项"),
                lambda one: one.matter.number if one.is_seen else "",
                link=lambda one: reverse("handling:matter", args=[one.matter.number]) if one.is_seen else "",
            ),
            Column("why", _("为什么没有采纳"), lambda one: gettext(one.get_why_display()) if one.why else ""),
            Column("at", _("什么时候"), lambda one: one.at, "at"),
        ),
        order="-at",
        tabs=(
            Tab("left", _("等人看"), Q(state="left")),
            Tab("taken", _("已采纳"), Q(state="taken")),
            Tab("asked", _("已再问一次"), Q(state="asked")),
            Tab("seen", _("已看过"), Q(state="seen")),
        ),
        filters=(choice("why", _("为什么没有采纳"), "why", _whys), *period("at")),
        joined=("matter", "party__key"),
        waits=True,
    )
)
