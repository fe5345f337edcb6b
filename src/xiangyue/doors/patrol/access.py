from xiangyue.kernel.access import register, role

role("grid", zh="网格员", en="Grid worker")
role("member", zh="责任区党员", en="Party member with a zone")

register("patrol.walk", zh="巡查和走访自己的网格、责任区", en="walk one's own grid or zone", roles=["grid", "member"])
register(
    "patrol.see",
    zh="查看网格、巡查覆盖和巡查发现",
    en="see grids, coverage and findings",
    roles=["dispatcher", "village", "secretary", "leader", "grid", "member"],
)
register(
    "patrol.plan", zh="划分网格、安排网格员和责任区", en="draw grids and say who watches them", roles=["dispatcher"]
)
