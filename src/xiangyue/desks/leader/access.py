from xiangyue.kernel.access import register

register(
    "leader.read",
    zh="阅读和批示当日全部事项",
    en="read and instruct on the day's matters",
    roles=["secretary", "leader"],
)
