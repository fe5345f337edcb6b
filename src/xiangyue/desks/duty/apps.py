from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class DutyConfig(RoomConfig):
    name = "xiangyue.desks.duty"
    label = "duty"
    verbose_name = "值班"
    address = "duty/"
    nav = (NavItem(_("值班表"), "duty:month", "calendar-time", "duty.see", 62),)
