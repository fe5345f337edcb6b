from xiangyue.kernel.access import register

register(
    "outages.see",
    zh="看计划停水停电和施工公告",
    en="see planned outages and works",
    roles=["dispatcher", "reviewer", "secretary", "leader", "callback", "handler", "village"],
)
register(
    "outages.keep",
    zh="登记、延长和结束停水停电施工公告",
    en="enter, prolong and end planned outages",
    roles=["dispatcher", "handler"],
)
