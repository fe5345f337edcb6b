"""企业诉求: what a firm asks for. One first contact follows it to the end; the firm itself says whether it was
solved.
"""

from django.utils.translation import gettext_noop

from xiangyue.kernel import kinds
from xiangyue.kernel.kinds import DAILY, SCORE, TODAY, Gate, Kind
from xiangyue.kernel.stages import Stage, after, anything, state

ASKED_NOW = ("answered", "awaiting_callback", "called_back")
AGAIN = ("reopened",)
OPEN_STAGES = ("taken_in", "assigned", "handling", "joint", "escalated", "answered", "rated")

FIRM_REQUEST = kinds.register(
    Kind(
        "firm_request",
        zh="企业诉求",
        en="firm's request",
        prefix="Q",
        read="enterprise.read",
        page="enterprise:mine",
        counted_by=frozenset({TODAY, DAILY, SCORE}),
        gates=(
            Gate(
                to="dispatched",
                events=("firm_owner_named",),
                says="企业诉求由企业服务专员点名承办单位，请专员在“企业服务”里分派。",
                shut_by=("reopened", "dispatch_undone"),
            ),
            # the firm's own word, its documented refusal to give one, or its own withdrawal
            Gate(
                to="closed",
                events=("requester_said", "firm_rated", "firm_refused_word", "firm_withdraws"),
                says="企业诉求要企业自己评价后才能办结；企业拒绝评价的，要有两次以上记录和凭据。",
            ),
        ),
        # escalated outranks joint: the secretary's name stands for all of them
        stages=(
            Stage(
                "withdrawn",
                "撤回",
                "Withdrawn",
                state("closed", "disposed") & after("withdrawn", undone_by=AGAIN),
                beside="closed",
            ),
            Stage("closed", "办结", "Closed", state("closed", "disposed")),
            Stage(
                "rated", "企业评价", "Rated", state(*ASKED_NOW) & after("requester_said", "firm_rated", undone_by=AGAIN)
            ),
            Stage("answered", "答复", "Answered", state(*ASKED_NOW)),
            Stage("escalated", "提级", "Escalated", after("firm_escalated", "firm_supervised"), beside="handling"),
            Stage("taken_in", "受理", "Taken in", state("received", "sorted")),
            Stage("joint", "协同", "Joint", after("whistled", undone_by=AGAIN), beside="handling"),
            Stage("assigned", "分派", "Assigned", state("dispatched", "objected")),
            Stage("handling", "办理", "Handling", anything()),
        ),
        line=("taken_in", "assigned", "handling", "answered", "rated", "closed"),
        confidential=gettext_noop("敏感"),
    )
)
