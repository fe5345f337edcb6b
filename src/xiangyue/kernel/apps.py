from xiangyue.kernel.room import RoomConfig


class KernelConfig(RoomConfig):
    name = "xiangyue.kernel"
    label = "kernel"
    verbose_name = "内核"
