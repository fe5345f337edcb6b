from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class UpwardConfig(RoomConfig):
    name = "xiangyue.desks.upward"
    label = "upward"
    verbose_name = "向上级退单"
    address = "upward/"
    nav = (NavItem(_("向上级退单"), "upward:desk", "arrow-back-up", "upward.see", 36),)
