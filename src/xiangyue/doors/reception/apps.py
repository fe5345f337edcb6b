from xiangyue.kernel.room import RoomConfig


class ReceptionConfig(RoomConfig):
    name = "xiangyue.doors.reception"
    label = "reception"
    verbose_name = "书记接待日"
    address = "reception/"
