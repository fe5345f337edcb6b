from xiangyue.kernel.vocabulary import Text, register

register(
    "figure_signed",
    "签发指标“{title}”{period}：{shown} {unit}（{qualifier_name}）",
    "Figure {code} of {period} signed: {shown} {unit} ({qualifier})",
    numerator=str,
    denominator=str,
)
register(
    "figure_revised",
    "修订指标“{title}”{period}：{what}，原因：{why}",
    "Figure {code} of {period} revised: {what}, because: {why}",
    unit=str,
    qualifier=str,
    qualifier_name=str,
    numerator=str,
    denominator=str,
    shown=str,
    why=Text,
)
