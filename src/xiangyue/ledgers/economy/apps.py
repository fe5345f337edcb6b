from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class EconomyConfig(RoomConfig):
    name = "xiangyue.ledgers.economy"
    label = "economy"
    verbose_name = "经济台账"
    address = "economy/"
    nav = (NavItem(_("经济台账"), "economy:tax_desk", "chart-line", "economy.see", 72),)
