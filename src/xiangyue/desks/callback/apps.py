from xiangyue.kernel.room import NavItem, RoomConfig


class CallbackConfig(RoomConfig):
    name = "xiangyue.desks.callback"
    label = "callback"
    verbose_name = "回访"
    address = "callback/"
    nav = (
        NavItem("回访", "callback:desk", "phone", "callback.call", 40),
    )
