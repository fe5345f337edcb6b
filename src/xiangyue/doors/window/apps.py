from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class WindowConfig(RoomConfig):
    name = "xiangyue.doors.window"
    label = "window"
    verbose_name = "便民窗口"
    address = "window/"
    nav = (NavItem(_("代为登记"), "window:desk", "pencil", "window.write", 31),)
