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
register(
    "figure_beyond",
    "指标“{title}”{period} {side}界限 {limit}：{shown} {unit}",
    "Figure {title_en} of {period} is {side_en} its limit {limit}: {shown}",
    code=str,
    signer=str,
)
