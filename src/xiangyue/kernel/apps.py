from xiangyue.kernel.room import Room


class KernelConfig(Room):
    name = "xiangyue.kernel"
    label = "kernel"
    verbose_name = "内核"
