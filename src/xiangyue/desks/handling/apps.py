from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class HandlingConfig(RoomConfig):
    name = "xiangyue.desks.handling"
    label = "handling"
    verbose_name = "办理"
    address = "matters/"
    nav = (
        NavItem(_("我的办件"), "handling:mine", "list-check", "handling.mine", 30),
        NavItem(_("审签"), "handling:releases", "signature", "handling.release", 31),
        NavItem(_("审核"), "handling:reviews", "gavel", "handling.decide", 32),
        NavItem(_("挂账"), "handling:ledger", "hourglass", "handling.ledger", 34),
    )
