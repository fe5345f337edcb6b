from xiangyue.counter.room import RoomConfig


class BookConfig(RoomConfig):
    name = "xiangyue.ledgers.book"
    label = "book"
    verbose_name = "台账"
