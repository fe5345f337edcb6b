from xiangyue.kernel.access import register

register("api.intake", zh="通过接口登记诉求", en="hand in matters through the API", roles=["dispatcher"])
register(
    "api.events",
    zh="通过接口读取动态",
    en="read events through the API",
    roles=["dispatcher", "statistician", "district"],
)
register("api.webhooks", zh="开通事件推送", en="open webhooks", roles=["dispatcher", "district"])
register("api.tokens", zh="查看和停用接口令牌", en="see and end API tokens", roles=["admin"])
