from xiangyue.kernel.access import register

CENTRE = ["dispatcher", "reviewer"]
LEADERS = ["secretary", "leader"]
UNITS = ["handler", "village"]

register(
    "taskforce.see",
    zh="看疑难诉求专班的案件",
    en="see the cases of the task force",
    roles=[*CENTRE, *LEADERS, *UNITS, "statistician"],
)
register(
    "taskforce.propose",
    zh="提请疑难诉求专班研究",
    en="propose a matter to the task force",
    roles=[*CENTRE, *LEADERS, "handler"],
)
register(
    "taskforce.take",
    zh="把疑难诉求收进专班，或决定不收",
    en="take a matter in as a hard case, or decline it",
    roles=["reviewer", *LEADERS],
)
register("taskforce.lead", zh="确定和变更包案领导", en="name the leader of a hard case", roles=LEADERS)
register(
    "taskforce.plan",
    zh="拟定一案一策，记会商、沟通和信访时限",
    en="write the plan of a hard case, its meetings, talks and petition terms",
    roles=CENTRE,
)
register(
    "taskforce.approve",
    zh="审定一案一策，决定办结、搁置和重办",
    en="approve the plan of a hard case, close it, rest it and open it again",
    roles=LEADERS,
)
register("taskforce.report", zh="报告本单位在一案一策里的步骤", en="report a step of the plan", roles=[*CENTRE, *UNITS])
register(
    "taskforce.check",
    zh="按出清条件查看案件",
    en="look whether the exit test of a case holds",
    roles=[*CENTRE, *LEADERS, *UNITS],
)
