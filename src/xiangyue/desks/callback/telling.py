from xiangyue.kernel.telling import register

register(
    "reopened",
    requester={"zh": "您的事（{number}）已重新办理。", "en": "Your matter {number} has been taken up again."},
    unit={
        "zh": "重办：{number} {title}。请接着办，{due}前答复。",
        "en": "Reopened: {number} {title}. Please go on; due {due}.",
    },
)
register(
    "closed",
    requester={
        "zh": "您的事（{number}）已办结。没解决的，期限内可要求重办。",
        "en": "Your matter {number} is closed. If it is not solved, you can ask again in time.",
    },
)
register(
    "callback_awaited",
    asked={
        "zh": "您的事（{number} {title}）解决了吗？解决了请回复 1，没解决请回复 2。",
        "en": "Is your matter {number} solved? Reply 1 if it is, 2 if it is not.",
    },
)
