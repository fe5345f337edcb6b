from xiangyue.kernel.access import register

register(
    "onsite.see",
    zh="查看现场办公",
    en="see the on-site offices",
    roles=["dispatcher", "reviewer", "handler", "village", "secretary", "leader"],
)
register(
    "onsite.plan",
    zh="开设现场办公、登记走访对象",
    en="open an on-site office and list whom to visit",
    roles=["dispatcher", "secretary"],
)
register("onsite.visit", zh="走访并登记诉求", en="visit and write down what is raised", roles=["dispatcher", "handler"])
