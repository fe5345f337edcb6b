from xiangyue.kernel.access import register

register(
    "people.manage",
    zh="登记岗位、重置密码、锁定账号",
    en="give and end seats, reset passwords, lock accounts",
    roles=["admin"],
)
register("people.second", zh="重置第二因素", en="reset second factors", roles=["security"])
register(
    "people.see_changes", zh="查看岗位和账号的变动", en="see what was changed on seats and accounts", roles=["auditor"]
)
register("access_log.read", zh="查看和导出访问日志", en="read and export the access log", roles=["auditor"])
register("chain.verify", zh="核验事件链，导出日封", en="verify the chain, export its seals", roles=["auditor"])
register("addresses.set", zh="设定各岗位的登录地址", en="say from which networks a role comes in", roles=["security"])
register("rights.see", zh="查看各岗位的权限", en="see what each role may do", roles=["security"])
register(
    "clauses.see",
    zh="查看等保条款对照",
    en="see the clauses of GB/T 22239 and what is done",
    roles=["admin", "security", "auditor"],
)
