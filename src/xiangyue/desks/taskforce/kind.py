"""积案: an old grievance that a leader or the centre brings to the task force's table itself."""

from xiangyue.kernel import kinds
from xiangyue.kernel.kind import APPEAL_STAGES
from xiangyue.kernel.kinds import Kind

# What years left behind is no order of a day: no day's list, score or training takes it.
OLD_CASE = kinds.register(
    Kind("old_case", zh="积案", en="old case", prefix="J", counted_by=frozenset(), stages=APPEAL_STAGES)
)
