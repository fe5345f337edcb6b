from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class DispatchConfig(RoomConfig):
    name = "xiangyue.desks.dispatch"
    label = "dispatch"
    verbose_name = "派单"
    address = "dispatch/"
    nav = (NavItem(_("派单"), "dispatch:desk", "inbox", "dispatch.see", 20),)
