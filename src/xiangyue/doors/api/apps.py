from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class ApiConfig(RoomConfig):
    name = "xiangyue.doors.api"
    label = "api"
    verbose_name = "接口"
    address = "api-docs/"
    nav = (NavItem(_("接口令牌"), "api:tokens", "key", "api.tokens", 92),)
