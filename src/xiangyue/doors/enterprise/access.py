"""Who may do what with firms and their requests."""

from xiangyue.kernel.access import register, role

role(
    "steward",
    zh="企业服务专员",
    en="Enterprise steward",
    scope="kind:firm_request",
    holds=["matters.see", "matters.note", "matters.words", "contact.reveal"],
)

register(
    "enterprise.read",
    zh="阅读企业诉求",
    en="read the requests of firms",
    roles=["steward", "secretary", "leader", "reviewer", "statistician"],
)
register("enterprise.desk", zh="查看企业服务台", en="see the enterprise desk", roles=["steward", "secretary", "leader"])
register(
    "enterprise.serve",
    zh="受理、分派和跟办企业诉求",
    en="take in, assign and follow the requests of firms",
    roles=["steward"],
)
register(
    "enterprise.hand_over",
    zh="变更首问责任人",
    en="hand over the first contact",
    roles=["steward", "secretary", "leader"],
)
register(
    "enterprise.supervise",
    zh="包办督办企业诉求（书记本人）",
    en="supervise a firm's request in person",
    roles=["secretary"],
)
register("enterprise.visit", zh="安排和登记走访企业", en="plan and record visits to firms", roles=["steward"])
