from xiangyue.kernel.access import register

register(
    "dispatch.see",
    zh="看待派单列表",
    en="see what waits for dispatch",
    roles=["dispatcher", "reviewer", "leader", "secretary"],
)
register(
    "dispatch.dispatch", zh="归类、派单、分流处置和并案", en="sort, dispatch, dispose and merge", roles=["dispatcher"]
)
