from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import Entrance, NavItem, RoomConfig


class ReceptionConfig(RoomConfig):
    name = "xiangyue.doors.reception"
    label = "reception"
    verbose_name = "书记接待日"
    address = "reception/"
    nav = (
        NavItem(_("接待日"), "reception:desk", "calendar-event", "reception.see", 14),
        NavItem(_("接待承诺"), "reception:promises", "alarm", "reception.keep", 33),
    )
    entrances = (Entrance(_("约书记接待"), _("每周一上午，当面和书记说"), "reception:calendar", "calendar-event", 30),)
