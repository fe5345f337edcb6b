from xiangyue.kernel.access import register

UNITS = ["handler", "village"]

register("handling.mine", zh="看本单位的办件", en="see the unit's own list", roles=UNITS)
register("handling.work", zh="签收、联系、办理和答复", en="sign, contact, handle and answer", roles=UNITS)
register(
    "handling.ask",
    zh="申请退单、延期、中止、挂账和吹哨",
    en="ask for objection, extension, suspension, ledger, whistle",
    roles=UNITS,
)
register(
    "handling.decide",
    zh="审核退单、延期、中止和挂账",
    en="decide on what units ask for",
    roles=["reviewer", "secretary"],
)
register("handling.respond", zh="响应吹哨", en="respond to a whistle", roles=UNITS)
register(
    "handling.ledger",
    zh="看挂账台账",
    en="see the ledger of hard ones",
    roles=["dispatcher", "reviewer", "secretary", "leader", *UNITS],
)
# which of them a matter asks for stands in the town's dated rule
RELEASERS = [*UNITS, "reviewer", "secretary", "leader"]
register("handling.release", zh="审签别人拟的答复", en="release an answer that somebody else wrote", roles=RELEASERS)
