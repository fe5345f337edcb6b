from xiangyue.counter.room import RoomConfig


class ApiConfig(RoomConfig):
    name = "xiangyue.doors.api"
    label = "api"
    verbose_name = "接口"
    address = "api-docs/"
