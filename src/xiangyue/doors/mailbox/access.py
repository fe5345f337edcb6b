"""Who may do what with letters."""

from xiangyue.kernel.access import register, role

role(
    "letters",
    zh="信箱专员",
    en="Mailbox clerk",
    scope="town",
    holds=["matters.see", "matters.note", "matters.words", "contact.reveal"],
)

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
register("letters.meet", zh="登记约访下访", en="record appointments and field visits", roles=BOTH)
