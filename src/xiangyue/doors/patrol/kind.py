"""巡查发现: what somebody on patrol found. Nobody raised it, so nobody is called when it is put right."""

from xiangyue.kernel import kinds
from xiangyue.kernel.kind import APPEAL_STAGES
from xiangyue.kernel.kinds import DAILY, NOBODY, SCORE, TODAY, Kind

FINDING = kinds.register(
    Kind(
        "finding",
        zh="巡查发现",
        en="finding",
        prefix="F",
        ending=NOBODY,
        counted_by=frozenset({TODAY, DAILY, SCORE}),
        stages=APPEAL_STAGES,
    )
)
