from xiangyue.kernel.access import register

register(
    "score.see",
    zh="看考核成绩",
    en="see the score",
    roles=[
        "dispatcher",
        "reviewer",
        "secretary",
        "leader",
        "statistician",
        "handler",
        "village",
        "callback",
        "district",
    ],
)
