from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class PlanConfig(RoomConfig):
    name = "xiangyue.ledgers.plan"
    label = "plan"
    verbose_name = "国土空间规划"
    address = "plan/"
    nav = (NavItem(_("国土规划"), "plan:conform", "map-2", "plan.see", 73),)
