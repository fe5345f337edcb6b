"""The life of a booking as plain data; why stands beside every arrow that is not the ordinary way."""

STATES: dict[str, tuple[str, str]] = {
    "booked": ("排队中", "In the queue"),
    "called": ("已叫号", "Called"),
    "received": ("已接待", "Received"),
    "absent": ("过号未到", "Absent"),
    "cancelled": ("已取消", "Cancelled"),
}

ARROWS: dict[tuple[str, str], str] = {
    ("booked", "called"): "",
    ("called", "received"): "",
    ("called", "absent"): "",
    ("booked", "cancelled"): "",
    ("booked", "absent"): "散场时还没有来",
    ("absent", "called"): "过号之后来了，重新叫号",
}
ACTIVE = ("booked", "called", "received", "absent")  # hold a place; a cancelled one gives it back


def is_legal(frm: str, to: str) -> bool:
    return (frm, to) in ARROWS


def label(state: str, language: str = "zh") -> str:
    return STATES[state][language.startswith("en")]
