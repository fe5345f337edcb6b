from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class PatrolConfig(RoomConfig):
    name = "xiangyue.doors.patrol"
    label = "patrol"
    verbose_name = "网格巡查"
    address = "patrol/"
    nav = (NavItem(_("巡查"), "patrol:home", "route", "patrol.see", 64),)
