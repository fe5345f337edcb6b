from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import Entrance, NavItem, RoomConfig


class CouncilConfig(RoomConfig):
    name = "xiangyue.desks.council"
    label = "council"
    verbose_name = "村民议事会"
    address = "council/"
    nav = (
        NavItem(_("村民议事会"), "council:desk", "users", "council.see", 35),
        NavItem(_("议事公告"), "council:board", "speakerphone", "council.publish", 36),
        NavItem(_("落实任务"), "council:tasks", "list-check", "council.finish", 37),
    )
    entrances = (
        Entrance(_("村民议事"), _("正在议什么、议定了什么、落实没有；请村里议一件事"), "council:topics", "users", 59),
        Entrance(_("村务议事公告"), _("村里和镇里议了什么、定了什么"), "council:notices", "speakerphone", 60),
    )
