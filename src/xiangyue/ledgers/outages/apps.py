from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class OutagesConfig(RoomConfig):
    name = "xiangyue.ledgers.outages"
    label = "outages"
    verbose_name = "停水停电施工公告"
    address = "outages/"
    nav = (NavItem(_("停水停电公告"), "outages:desk", "bolt", "outages.see", 63),)
