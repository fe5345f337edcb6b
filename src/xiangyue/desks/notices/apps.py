from xiangyue.kernel.room import RoomConfig


class NoticesConfig(RoomConfig):
    name = "xiangyue.desks.notices"
    label = "notices"
    verbose_name = "通知"
    address = "notices/"
