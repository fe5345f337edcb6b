from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class FirmsConfig(RoomConfig):
    name = "xiangyue.ledgers.firms"
    label = "firms"
    verbose_name = "企业名册"
    address = "firms/"
    nav = (NavItem(_("企业名册"), "firms:register", "building-store", "firms.see", 50),)
