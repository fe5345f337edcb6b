from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class TaskforceConfig(RoomConfig):
    name = "xiangyue.desks.taskforce"
    label = "taskforce"
    verbose_name = "疑难诉求专班"
    address = "taskforce/"
    nav = (NavItem(_("疑难专班"), "taskforce:desk", "target", "taskforce.see", 34),)
