from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import Entrance, NavItem, RoomConfig


class EnterpriseConfig(RoomConfig):
    name = "xiangyue.doors.enterprise"
    label = "enterprise"
    verbose_name = "找我就行"
    address = "enterprise/"
    nav = (NavItem(_("企业服务"), "enterprise:desk", "building-store", "enterprise.desk", 13),)
    entrances = (
        Entrance(_("企业找我就行"), _("企业的事不分大小，一个人跟到底"), "enterprise:home", "building-store", 40),
    )
