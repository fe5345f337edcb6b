"""An order that was taken back with its import: it stays in the chain, is counted nowhere and goes nowhere."""

from xiangyue.kernel import kinds
from xiangyue.kernel.kinds import NOBODY, Kind
from xiangyue.kernel.stages import Stage, anything

UNDONE = kinds.register(
    Kind(
        "undone",
        zh="撤回的导入",
        en="import taken back",
        prefix=".",
        path=frozenset({"closed"}),
        ending=NOBODY,
        counted_by=frozenset(),
        stages=(Stage("undone", "导入撤回", "Taken back", anything()),),
    )
)
