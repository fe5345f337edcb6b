from xiangyue.kernel.telling import register

register(
    "upward_accepted",
    requester={
        "zh": "您的事（{number}）不属于本镇职责，上级平台已收回，改由有权的单位办理。",
        "en": "Your matter {number} is not the town's to handle; the upper platform has given it to the right unit.",
    },
    unit={"zh": "{number} 上级已收回，不用再办：{title}", "en": "{number} was taken back by the upper level: {title}"},
)
register(
    "upward_refused",
    unit={
        "zh": "{number} 上级不同意退单，请继续办理，{due}前办结：{title}",
        "en": "The upper level refused the objection; please go on with {number}, due {due}: {title}",
    },
)
