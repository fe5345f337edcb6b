"""来访: what was said across the table on a reception day and became a matter."""

from xiangyue.kernel import kinds
from xiangyue.kernel.kind import APPEAL_STAGES
from xiangyue.kernel.kinds import DAILY, SCORE, TODAY, Kind

RECEPTION = kinds.register(
    Kind(
        "reception",
        zh="来访",
        en="reception",
        prefix="V",
        counted_by=frozenset({TODAY, DAILY, SCORE}),
        stages=APPEAL_STAGES,
    )
)
