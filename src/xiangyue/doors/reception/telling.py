from xiangyue.kernel.telling import register

register(
    "visit_settled",
    requester={
        "zh": "您当面反映的事（{number}）当场有了答复，请说说解决没有、满不满意。",
        "en": "What you raised in person ({number}) was answered. Please tell us whether it is solved.",
    },
)
register(
    "promise_kept",
    requester={
        "zh": "接待您时承诺的事（{number}）已兑现。",
        "en": "What was promised to you ({number}) has been done.",
    },
)
