from xiangyue.kernel.telling import register

register(
    "answered",
    requester={
        "zh": "您的事（{number}）有答复了，请看看解决没有，说句满不满意。",
        "en": "Your matter {number} has an answer. Please tell us whether it is solved.",
    },
)
register(
    "answered_with_parent",
    requester={
        "zh": "您跟进的事（{number}）有答复了，请看看解决没有，说句满不满意。",
        "en": "The matter you follow ({number}) has an answer. Please tell us whether it is solved.",
    },
)
register(
    "answered_by_parts",
    requester={
        "zh": "您的事（{number}）说了几件，各件都有答复了，请看看解决没有。",
        "en": "Every part of your matter {number} has its answer. Please tell us whether it is solved.",
    },
)
register(
    "whistled",
    whistled={
        "zh": "吹哨：{number} {title}。请{due}前报到。",
        "en": "Whistle: {number} {title}. Please report by {due}.",
    },
)
register(
    "unreasonable_found",
    requester={
        "zh": "您的事（{number}）有了认定，理由和怎样提出异议在进度里能看到。",
        "en": "A finding was made on your matter {number}; the progress page says why and how to object.",
    },
)
