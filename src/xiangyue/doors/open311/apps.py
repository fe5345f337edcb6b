from xiangyue.counter.room import RoomConfig


class Open311Config(RoomConfig):
    name = "xiangyue.doors.open311"
    label = "open311"
    verbose_name = "Open311"
    address = "open311/"
