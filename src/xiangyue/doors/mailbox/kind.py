"""来信: what a letter to the secretary is. Nine stages, each told to its writer."""

from django.utils.translation import gettext_noop

from xiangyue.kernel import kinds
from xiangyue.kernel.kinds import DAILY, SCORE, TODAY, Gate, Kind
from xiangyue.kernel.stages import Stage, after, anything, parent_answered, state

# The daily instruction of desks/leader counts too: on a letter only the secretary can write one, nobody else there sees
# it.
INSTRUCTIONS = ("letter_instructed", "instructed")
ASKED_NOW = ("answered", "awaiting_callback", "called_back")
SAID = ("requester_said", "called_back")
AGAIN = ("reopened",)

_instructed = after(*INSTRUCTIONS, undone_by=AGAIN)
_written = state("answer_ready") & ~after("letter_sent_back", undone_by=("answer_written",))
# joined to another matter it is handled when that is answered; its own answer still waits for the secretary's review
_answered_with_it = state("merged") & _instructed & parent_answered()
_reviewed = (_written & after("letter_reviewed", undone_by=("answer_written",))) | (
    _answered_with_it & after("letter_reviewed", undone_by=AGAIN)
)

LETTER = kinds.register(
    Kind(
        "letter",
        zh="来信",
        en="letter",
        prefix="L",
        read="letters.read",
        page="mailbox:mine",
        counted_by=frozenset({TODAY, DAILY, SCORE}),
        gates=(
            Gate(
                to="dispatched",
                events=INSTRUCTIONS,
                says="书记信箱的来信要先由书记本人批示才能交办，请等书记批示；专员可以先拟好批示稿。",
            ),
            Gate(to="disposed", events=INSTRUCTIONS, says="书记信箱的来信要先由书记本人批示才能分流，请等书记批示。"),
            Gate(
                to="answered",
                events=("letter_reviewed",),
                says="书记信箱的来信要书记审阅过答复才能回复。"
                "请先写好答复并保存（送达方式先都不选），等书记审阅同意后再登记送达。",
                shut_by=("reopened", "answer_written", "answer_withdrawn", "letter_sent_back"),
            ),
        ),
        stages=(
            Stage(
                "withdrawn",
                "已撤回",
                "Withdrawn",
                state("closed") & after("withdrawn", undone_by=AGAIN),
                told_by=("withdrawn",),
                undone_by=AGAIN,
                beside="closed",
            ),
            Stage(
                "closed",
                "已办结",
                "Closed",
                state("closed", "disposed"),
                told_by=("closed", "disposed", "letter_closed"),
                undone_by=(*AGAIN, "disposal_undone"),
            ),
            Stage(
                "rated",
                "已评价",
                "Rated",
                state(*ASKED_NOW) & after(*SAID, undone_by=AGAIN),
                told_by=SAID,
                undone_by=AGAIN,
            ),
            Stage(
                "answered",
                "已回复",
                "Answered",
                state(*ASKED_NOW),
                told_by=("answered", "answered_with_parent"),
                undone_by=AGAIN,
            ),
            Stage(
                "reviewed",
                "书记已审阅",
                "Reviewed",
                _reviewed,
                told_by=("letter_reviewed",),
                undone_by=(*AGAIN, "answer_withdrawn"),
            ),
            Stage(
                "handled",
                "已办理",
                "Handled",
                _written | _answered_with_it,
                told_by=("answer_written",),
                undone_by=(*AGAIN, "letter_sent_back", "answer_withdrawn"),
            ),
            Stage(
                "screened", "已筛阅", "Screened", state("sorted", "merged") & ~_instructed, told_by=("letter_screened",)
            ),
            Stage("instructed", "书记已批示", "Instructed", state("sorted"), told_by=INSTRUCTIONS),
            Stage("received", "收到", "Received", state("received"), told_by=("received",)),
            Stage(
                "assigned",
                "已交办",
                "Assigned",
                anything(),
                told_by=("dispatched", "merged"),
                undone_by=("dispatch_undone", "unmerged"),
            ),
        ),
        line=("received", "screened", "instructed", "assigned", "handled", "reviewed", "answered", "rated", "closed"),
        confidential=gettext_noop("举报保密"),
    )
)
