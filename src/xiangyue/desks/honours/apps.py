from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class HonoursConfig(RoomConfig):
    name = "xiangyue.desks.honours"
    label = "honours"
    verbose_name = "先锋和措施"
    address = "honours/"
    nav = (NavItem(_("先锋和措施"), "honours:desk", "trophy", "honours.see", 48),)
