from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class AppealsConfig(RoomConfig):
    name = "xiangyue.figures.appeals"
    label = "appeals"
    verbose_name = "考核申诉"
    address = "appeals/"
    nav = (NavItem(_("考核申诉"), "appeals:desk", "scale", "appeals.see", 50),)
