"""Who may do what with firms and their requests, who may read them, and what must precede their next steps."""

from xiangyue.kernel import gates
from xiangyue.kernel.access import register, seal_kind

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
register("enterprise.firms", zh="维护企业名册", en="keep the register of firms", roles=["steward"])
register("enterprise.visit", zh="安排和登记走访企业", en="plan and record visits to firms", roles=["steward"])

seal_kind("firm_request", deed="enterprise.read")

gates.register(
    "firm_request",
    to="dispatched",
    events=("firm_owner_named",),
    says="企业诉求由企业服务专员点名承办单位，请专员在“企业服务”里分派。",
    shut_by=("reopened", "dispatch_undone"),
)
# The firm's own word, its documented refusal to give one, or its own withdrawal.
gates.register(
    "firm_request",
    to="closed",
    events=("requester_said", "firm_rated", "firm_refused_word", "firm_withdraws"),
    says="企业诉求要企业自己评价后才能办结；企业拒绝评价的，要有两次以上记录和凭据。",
)
