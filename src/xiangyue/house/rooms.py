"""The rooms of the house: one line each. A new door or desk is one folder and one line here."""

ROOMS = (
    "xiangyue.doors.hotline",
    "xiangyue.doors.api",
    "xiangyue.desks.dispatch",
    "xiangyue.desks.handling",
    "xiangyue.desks.leader",
    "xiangyue.desks.callback",
    "xiangyue.figures.score",
    "xiangyue.report.today",
)
