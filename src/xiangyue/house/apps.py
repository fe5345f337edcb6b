from django.utils.translation import gettext_noop as _

from xiangyue.counter.room import NavItem, RoomConfig


class HouseConfig(RoomConfig):
    name = "xiangyue.house"
    label = "house"
    verbose_name = "总装"
    nav = (
        NavItem(_("查看记录"), "house:reveals", "eye", "reveals.see", 70),
        NavItem(_("个人信息请求"), "house:persons:persons", "users", "retention.forget", 71),
        NavItem(_("人员和岗位"), "house:people:seats", "users", "people.manage", 90),
        NavItem(_("账号安全"), "house:people:factors", "lock", "people.second", 90),
        NavItem(_("访问日志"), "house:traces:log", "clipboard-list", "access_log.read", 72),
        NavItem(_("核验"), "house:checks:checks", "shield-check", "chain.verify", 73),
        NavItem(_("登录地址"), "house:people:addresses", "world", "addresses.set", 91),
        NavItem(_("岗位权限"), "house:rights", "key", "rights.see", 92),
        NavItem(_("等保条款"), "house:clauses", "shield-check", "clauses.see", 95),
        NavItem(_("岗位变动"), "house:people:changes", "history", "people.see_changes", 91),
    )

    def ready(self) -> None:
        super().ready()
        # both need loaded models
        from xiangyue.house.reactions import REACTIONS
        from xiangyue.kernel import outbox

        outbox.install(REACTIONS)
