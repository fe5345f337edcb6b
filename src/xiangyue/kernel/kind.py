"""The kernel's own kinds: what people raise through any door, and the town's own house."""

from xiangyue.kernel import kinds
from xiangyue.kernel.kinds import COUNTS, NOBODY, Kind
from xiangyue.kernel.stages import Stage, anything, state

# What a resident sees of the states, in order; the words are theirs, not the office's.
APPEAL_STAGES = (
    Stage("received", "收到了", "Received", state("received", "sorted", "disposed")),
    Stage(
        "dispatched", "交给了承办单位", "With the unit in charge", state("dispatched", "objected", "merged", "in_parts")
    ),
    Stage(
        "handling",
        "正在办",
        "Being worked on",
        state("signed", "contacted", "handling", "suspended", "on_ledger", "answer_ready", "reopened"),
    ),
    Stage(
        "answered",
        "有答复了，等您说好不好",
        "Answered: tell us whether it helped",
        state("answered", "awaiting_callback", "called_back"),
    ),
    Stage("closed", "办结", "Closed", state("closed")),
)
APPEAL = kinds.register(
    Kind("appeal", zh="诉求", en="appeal", prefix="", counted_by=frozenset(COUNTS), stages=APPEAL_STAGES)
)
# One of several things that one order asks for. The order is what is counted; a part bears its number and a dash.
PART = kinds.register(Kind("part", zh="拆出的件", en="part", prefix="-", counted_by=frozenset(), stages=APPEAL_STAGES))
HOUSE = kinds.register(
    Kind(
        "house",
        zh="内部事项",
        en="house",
        prefix="H",
        read="house.events",
        path=frozenset(),
        ending=NOBODY,
        counted_by=frozenset(),
        stages=(Stage("kept", "在册", "Kept", anything()),),
    )
)
