from xiangyue.counter.room import RoomConfig


class PortalConfig(RoomConfig):
    name = "xiangyue.doors.portal"
    label = "portal"
    verbose_name = "市民入口"
    address = "portal/"
