"""Who may do what with letters, who may read them at all, and what must precede their next steps."""

from xiangyue.kernel import gates
from xiangyue.kernel.access import register, seal_kind

BOTH = ["secretary", "letters"]

register("letters.read", zh="阅读书记信箱的来信", en="read the letters to the secretary", roles=BOTH)
register("letters.sort", zh="筛阅、交办和并办来信", en="screen, assign and join letters", roles=BOTH)
register("letters.prepare", zh="为书记拟批示稿", en="prepare an instruction for the secretary", roles=["letters"])
register(
    "letters.instruct",
    zh="批示来信和审阅答复（书记本人）",
    en="instruct letters and review answers, in person",
    roles=["secretary"],
)
register("letters.hear", zh="电话听取写信人的评价", en="hear a writer's rating by telephone", roles=["letters"])
register("letters.evaluate", zh="登记来信的各方评价", en="enter the evaluations of a letter", roles=BOTH)
register("letters.visit", zh="登记约访下访", en="record appointments and field visits", roles=BOTH)
register("letters.publish", zh="发布村务议事公告", en="publish council notices", roles=BOTH)

seal_kind("letter", deed="letters.read")

# The daily instruction of desks/leader counts too: on a letter only the secretary can write one, nobody else there sees
# it.
INSTRUCTIONS = ("letter_instructed", "instructed")
gates.register(
    "letter",
    to="dispatched",
    events=INSTRUCTIONS,
    says="书记信箱的来信要先由书记本人批示才能交办，请等书记批示；专员可以先拟好批示稿。",
)
gates.register(
    "letter", to="disposed", events=INSTRUCTIONS, says="书记信箱的来信要先由书记本人批示才能分流，请等书记批示。"
)
gates.register(
    "letter",
    to="answered",
    events=("letter_reviewed",),
    says="书记信箱的来信要书记审阅过答复才能回复。请先写好答复并保存（送达方式先都不选），等书记审阅同意后再登记送达。",
    shut_by=("reopened", "answer_written", "answer_withdrawn", "letter_sent_back"),
)
