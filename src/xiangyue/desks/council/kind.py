"""议题: what a village talks over. It is raised from matters, by a villager or by the town, and ends when what was
decided has been carried out. Consultation is the village committee's own duty (VCL 33), so its unit leads it.
"""

from xiangyue.kernel import kinds
from xiangyue.kernel.kinds import TOLD, Kind
from xiangyue.kernel.stages import Stage, after, anything, state

TOPIC = kinds.register(
    Kind(
        "topic",
        zh="议题",
        en="topic",
        prefix="Y",
        read="council.see",
        path=frozenset({"received", "dispatched", "signed", "handling", "reopened", "closed"}),
        ending=TOLD,
        counted_by=frozenset(),
        stages=(
            Stage("dropped", "不列入", "Not taken up", after("topic_dropped", "withdrawn"), beside="carried_out"),
            Stage("carried_out", "已落实", "Carried out", state("closed")),
            Stage(
                "on_agenda",
                "已列入议程",
                "On the agenda",
                after("topic_listed", undone_by=("topic_unlisted", "topic_undecided", "topic_decided")),
            ),
            Stage(
                "decided",
                "已议定，在落实",
                "Decided, being carried out",
                after("topic_decided", undone_by=("topic_undecided",)),
            ),
            Stage("raised", "已提出", "Raised", anything()),
        ),
        line=("raised", "on_agenda", "decided", "carried_out"),
    )
)
