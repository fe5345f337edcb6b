from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class IndicatorsConfig(RoomConfig):
    name = "xiangyue.figures.indicators"
    label = "indicators"
    verbose_name = "数据指标"
    address = "figures/"
    nav = (NavItem(_("数据指标"), "indicators:list", "chart-line", "figures.see", 51),)
