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
