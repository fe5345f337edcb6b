from xiangyue.kernel.access import register

register("today.see", zh="看今日", en="see today's page", roles=[
    "dispatcher", "reviewer", "handler", "village", "secretary", "leader", "callback", "statistician", "district",
    "auditor", "privacy", "admin",
])  # fmt: skip
