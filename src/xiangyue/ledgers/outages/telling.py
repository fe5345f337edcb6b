from xiangyue.kernel.telling import register

register(
    "outage_prolonged",
    requester={
        "zh": "您关注的停水停电或施工（{number}）改期，预计到{due}。",
        "en": "The outage that you follow ({number}) lasts until {due}.",
    },
)
register(
    "outage_ended",
    requester={
        "zh": "您关注的停水停电或施工（{number}）已恢复，还没好的请告诉我们。",
        "en": "The outage that you follow ({number}) is over. If it is not, please tell us.",
    },
)
