from __future__ import annotations

from xiangyue.kernel.vocabulary import Text, register

register(
    "ledger_locked",
    "{ledger_name}锁定 {first} 起、{following} 前的数据",
    "{ledger}: locked from {first}, before {following}",
)
register(
    "ledger_opened",
    "{ledger_name}解锁 {first} 起、{following} 前的数据：{words}",
    "{ledger}: opened again from {first}, before {following}: {words}",
    words=Text,
)
register(
    "ledger_owed",
    "{ledger_name} {first} 起的一期还没有人填报，{unit_name}请在 {due} 前报齐",
    "{ledger_en} from {first} on: nothing entered yet; {unit_name} owes it by {due}",
    ledger=str,
    room=str,
    unit=str,
    following=str,
)
register(
    "ledger_late",
    "{ledger_name} {first} 起的一期没有按时填报：{unit_name}应在 {due} 前报齐",
    "{ledger_en} from {first} on is late: {unit_name} owed it by {due}",
    ledger=str,
    room=str,
    unit=str,
    following=str,
)
