from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class OnsiteConfig(RoomConfig):
    name = "xiangyue.doors.onsite"
    label = "onsite"
    verbose_name = "现场办公"
    address = "onsite/"
    nav = (NavItem(_("现场办公"), "onsite:projects", "map", "onsite.see", 66),)
