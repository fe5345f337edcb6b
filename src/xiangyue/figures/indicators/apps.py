from xiangyue.counter.room import RoomConfig


class IndicatorsConfig(RoomConfig):
    name = "xiangyue.figures.indicators"
    label = "indicators"
    verbose_name = "数据指标"
    address = "figures/"
