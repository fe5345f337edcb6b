from xiangyue.kernel.telling import opens

for _name in ("ledger_owed", "ledger_late"):
    opens(_name, "{room}:{ledger}_desk")
