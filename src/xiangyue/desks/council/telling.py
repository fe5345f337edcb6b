from xiangyue.kernel.telling import register

register(
    "council_listed",
    requester={
        "zh": "您的事（{number}）已列入村民议事会的议程，时间在进度里能看到。",
        "en": "Your matter {number} is on the agenda of the village council; the progress page says when.",
    },
)
register(
    "council_decided",
    requester={
        "zh": "您的事（{number}）村里议过了，议定的内容在进度里能看到。",
        "en": "The village has talked over your matter {number}; the progress page says what was decided.",
    },
)
register(
    "council_undecided",
    requester={
        "zh": "您的事（{number}）村里撤回了先前的决定，原因在进度里能看到。",
        "en": "The village has withdrawn its decision on your matter {number}; the progress page says why.",
    },
)
register(
    "council_carried_out",
    requester={
        "zh": "您的事（{number}）村里议定的已落实，请看看进度里写的是不是这样。",
        "en": "What the village decided on your matter {number} has been carried out; please see whether it is so.",
    },
)
register(
    "topic_task_due",
    unit={
        "zh": "{number} 议定的任务到期还没有落实：{title}",
        "en": "A task decided in {number} is due and not done: {title}",
    },
)
