from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import Entrance, NavItem, RoomConfig


class CouncilConfig(RoomConfig):
    name = "xiangyue.desks.council"
    label = "council"
    verbose_name = "村民议事会"
    address = "council/"
    nav = (NavItem(_("议事公告"), "council:board", "speakerphone", "council.publish", 36),)
    entrances = (Entrance(_("村务议事公告"), _("村里和镇里议了什么、定了什么"), "council:notices", "speakerphone", 60),)
