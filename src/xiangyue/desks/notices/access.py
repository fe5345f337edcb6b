from xiangyue.kernel.access import EVERYBODY, register

register("notices.see", zh="查看发出的通知并重发", en="see notices and send them again", roles=["dispatcher", "admin"])
register("notices.manage", zh="设置通知渠道", en="set up the ways of telling", roles=["admin"])
register("notices.bell", zh="查看自己的提醒", en="see one's own bell", roles=EVERYBODY)
register(
    "notices.replies",
    zh="查看群众的短信回复",
    en="see what people answer by text message",
    roles=["callback", "dispatcher"],
)
