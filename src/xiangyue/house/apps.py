from xiangyue.kernel.room import RoomConfig


class HouseConfig(RoomConfig):
    name = "xiangyue.house"
    label = "house"
    verbose_name = "总装"

    def ready(self) -> None:
        super().ready()
        # both need loaded models
        from xiangyue.house.reactions import REACTIONS
        from xiangyue.kernel import outbox

        outbox.install(REACTIONS)
