from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class HandoverConfig(RoomConfig):
    name = "xiangyue.desks.handover"
    label = "handover"
    verbose_name = "岗位交接"
    address = "handover/"
    nav = (NavItem(_("岗位交接"), "handover:desk", "repeat", "handover.see", 85),)
