from xiangyue.kernel.room import RoomConfig


class EnterpriseConfig(RoomConfig):
    name = "xiangyue.doors.enterprise"
    label = "enterprise"
    verbose_name = "找我就行"
    address = "enterprise/"
