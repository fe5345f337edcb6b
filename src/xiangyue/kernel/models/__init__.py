"""The six nouns (place, party, seat, matter, event, clock) and the dated tables they lean on."""

from xiangyue.kernel.models.clock import Clock
from xiangyue.kernel.models.event import Event, EventText, Seal
from xiangyue.kernel.models.link import Link
from xiangyue.kernel.models.matter import Attachment, Matter, SealedPart
from xiangyue.kernel.models.party import Party, PersonKey
from xiangyue.kernel.models.place import Place
from xiangyue.kernel.models.receipt import Receipt
from xiangyue.kernel.models.recusal import Recusal
from xiangyue.kernel.models.rule import Category, Rule
from xiangyue.kernel.models.seat import Seat
from xiangyue.kernel.roles import ROLES

__all__ = [
    "ROLES",
    "Attachment",
    "Category",
    "Clock",
    "Event",
    "EventText",
    "Link",
    "Matter",
    "Party",
    "PersonKey",
    "Place",
    "Receipt",
    "Recusal",
    "Rule",
    "Seal",
    "SealedPart",
    "Seat",
]
