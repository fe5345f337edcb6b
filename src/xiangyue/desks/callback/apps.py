from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class CallbackConfig(RoomConfig):
    name = "xiangyue.desks.callback"
    label = "callback"
    verbose_name = "回访"
    address = "callback/"
    nav = (NavItem(_("回访"), "callback:desk", "phone", "callback.call", 40),)
