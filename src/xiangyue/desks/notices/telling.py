from xiangyue.kernel.telling import register

register(
    "sms_unclear",
    asked={
        "zh": "没看明白您的回复。{number} 这件事，解决了请回复 1，没解决请回复 2。",
        "en": "We could not read your answer. {number}: reply 1 if it is solved, 2 if it is not.",
    },
)
register(
    "sms_which",
    asked={
        "zh": "您有几件事等着，不知道说的是哪一件。请回复编号后四位加 1 或 2；如 {number} 解决了，回复它的后四位加 1。",
        "en": "Several of your matters wait. Reply the last four digits of the number and 1 or 2; {number} for one.",
    },
)
