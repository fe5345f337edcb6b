from xiangyue.kernel.room import RoomConfig


class OnsiteConfig(RoomConfig):
    name = "xiangyue.doors.onsite"
    label = "onsite"
    verbose_name = "现场办公"
    address = "onsite/"
