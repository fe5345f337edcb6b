from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class TodayConfig(RoomConfig):
    name = "xiangyue.report.today"
    label = "today"
    verbose_name = "今日"
    address = ""
    nav = (NavItem(_("今日"), "today:today", "home", "today.see", 0),)
