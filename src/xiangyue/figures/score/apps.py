from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class ScoreConfig(RoomConfig):
    name = "xiangyue.figures.score"
    label = "score"
    verbose_name = "考核"
    address = "score/"
    nav = (NavItem(_("考核"), "score:period", "chart-bar", "score.see", 50),)
