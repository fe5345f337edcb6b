from xiangyue.kernel.access import register

register(
    "honours.see",
    zh="看荣誉推荐、措施和单位沿革",
    en="see recommendations, the town's measures and what units were made from",
    roles=["dispatcher", "reviewer", "secretary", "leader", "statistician"],
)
register(
    "honours.keep",
    zh="登记荣誉推荐和单位沿革",
    en="enter recommendations and what became of units",
    roles=["reviewer", "statistician"],
)
