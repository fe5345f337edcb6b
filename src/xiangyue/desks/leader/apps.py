from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class LeaderConfig(RoomConfig):
    name = "xiangyue.desks.leader"
    label = "leader"
    verbose_name = "批示"
    address = "leader/"
    nav = (
        NavItem(_("每日批示"), "leader:day", "signature", "leader.read", 10),
        NavItem(_("回避"), "leader:recusals", "users", "recusal.decide", 12),
    )
