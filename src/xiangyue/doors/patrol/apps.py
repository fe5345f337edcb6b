from xiangyue.kernel.room import RoomConfig


class PatrolConfig(RoomConfig):
    name = "xiangyue.doors.patrol"
    label = "patrol"
    verbose_name = "网格巡查"
    address = "patrol/"
