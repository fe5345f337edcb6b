from xiangyue.kernel.room import RoomConfig


class MailboxConfig(RoomConfig):
    name = "xiangyue.doors.mailbox"
    label = "mailbox"
    verbose_name = "书记信箱"
    address = "mailbox/"
