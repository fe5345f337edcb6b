from xiangyue.kernel.room import Room


class CounterConfig(Room):
    name = "xiangyue.counter"
    label = "counter"
    verbose_name = "柜台"
