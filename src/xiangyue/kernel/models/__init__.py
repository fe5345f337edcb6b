"""The six nouns (place, party, seat, matter, event, clock) and the dated tables they lean on."""

from xiangyue.kernel.models.clock import Clock
from xiangyue.kernel.models.event import Event, Seal
from xiangyue.kernel.models.link import Link
from xiangyue.kernel.models.matter import Attachment, Matter
from xiangyue.kernel.models.party import Party
from xiangyue.kernel.models.place import Place
from xiangyue.kernel.models.receipt import Receipt
from xiangyue.kernel.models.rule import Category, Rule
from xiangyue.kernel.models.seat import Seat
from xiangyue.kernel.roles import ROLES

__all__ = [
    "ROLES",
    "Attachment",
    "Category",
    "Clock",
    "Event",
    "Link",
    "Matter",
    "Party",
    "Place",
    "Receipt",
    "Rule",
    "Seal",
    "Seat",
]
