from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("api", zh="接口", en="the API")

register(
    "token_made",
    "发出接口令牌（到 {until_at} 止）：{title}",
    "API token made (until {until_at}): {title}",
    seat=int,
    until_at=str,
    title=Text,
)
register(
    "token_ended",
    "停用接口令牌：{title}（{reason}）",
    "API token ended: {title} ({reason})",
    seat=int,
    title=Text,
    reason=Text,
)
