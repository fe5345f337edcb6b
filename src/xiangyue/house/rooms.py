"""The rooms of the house: one line each. A new door or desk is one folder and one line here."""

ROOMS = (
    "xiangyue.ledgers.book",
    "xiangyue.ledgers.firms",
    "xiangyue.doors.hotline",
    "xiangyue.doors.portal",
    "xiangyue.doors.mailbox",
    "xiangyue.doors.reception",
    "xiangyue.doors.patrol",
    "xiangyue.doors.enterprise",
    "xiangyue.doors.onsite",
    "xiangyue.doors.open311",
    "xiangyue.doors.api",
    "xiangyue.desks.dispatch",
    "xiangyue.desks.handling",
    "xiangyue.desks.leader",
    "xiangyue.desks.callback",
    "xiangyue.desks.notices",
    "xiangyue.desks.council",
    "xiangyue.desks.upward",
    "xiangyue.figures.score",
    "xiangyue.report.today",
)
