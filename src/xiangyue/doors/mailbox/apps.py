from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import Entrance, NavItem, RoomConfig


class MailboxConfig(RoomConfig):
    name = "xiangyue.doors.mailbox"
    label = "mailbox"
    verbose_name = "书记信箱"
    address = "mailbox/"
    nav = (NavItem(_("信箱"), "mailbox:desk", "mail", "letters.read", 12),)
    entrances = (Entrance(_("给书记写信"), _("书记本人读、本人批示，九步都看得到"), "mailbox:home", "mail", 20),)
