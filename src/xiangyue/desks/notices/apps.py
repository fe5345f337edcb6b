from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class NoticesConfig(RoomConfig):
    name = "xiangyue.desks.notices"
    label = "notices"
    verbose_name = "通知"
    address = "notices/"
    nav = (
        NavItem(_("短信回复"), "notices:replies", "message-circle", "notices.replies", 41),
        NavItem(_("通知"), "notices:desk", "bell", "notices.see", 70),
    )
