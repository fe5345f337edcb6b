from xiangyue.kernel.access import register

ASKS = ["dispatcher", "reviewer"]

register("upward.ask", zh="向上级退单、记法定承办", en="object upward, name who should handle by law", roles=ASKS)
register("upward.answer", zh="登记上级对退单的答复", en="enter the upper level's answer", roles=ASKS)
register(
    "upward.see",
    zh="看向上级退单和法定承办台账",
    en="see objections upward and who should handle by law",
    roles=[*ASKS, "secretary", "leader", "statistician"],
)
