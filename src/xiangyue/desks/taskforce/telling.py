from xiangyue.kernel.telling import register

register(
    "hard_taken",
    requester={
        "zh": "您的事（{number}）由镇疑难诉求专班接手，一案一策办理，有进展会告诉您。",
        "en": "Your matter {number} is now with the town's task force for hard cases; you will hear of its progress.",
    },
)
register(
    "hard_plan_approved",
    unit={"zh": "{number} 的一案一策已审定，请按步骤办：{title}", "en": "The plan for {number} is approved: {title}"},
)
register(
    "hard_rested",
    requester={
        "zh": "您的事（{number}）专班已作说明，到约定的日子会再看；情况有变随时可以找我们。",
        "en": "The task force has explained where your matter {number} stands and will look at it again.",
    },
)
register(
    "hard_closed",
    requester={
        "zh": "您的事（{number}）专班已按方案办完；什么时候又出现了，都可以要求重办。",
        "en": "The task force has finished your matter {number}. Should it come up again, ask at any time.",
    },
)
