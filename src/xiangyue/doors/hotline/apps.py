from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class HotlineConfig(RoomConfig):
    name = "xiangyue.doors.hotline"
    label = "hotline"
    verbose_name = "12345热线"
    address = "hotline/"
    nav = (NavItem(_("导入导出"), "hotline:imports", "upload", "hotline.import", 60),)
