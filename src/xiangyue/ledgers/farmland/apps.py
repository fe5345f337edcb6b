from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class FarmlandConfig(RoomConfig):
    name = "xiangyue.ledgers.farmland"
    label = "farmland"
    verbose_name = "耕地台账"
    address = "farmland/"
    nav = (
        NavItem(_("耕地台账"), "farmland:sowing_desk", "plant-2", "farmland.see", 71),
        NavItem(_("田长巡田"), "farmland:rounds", "route", "farmland.see", 71),
    )
