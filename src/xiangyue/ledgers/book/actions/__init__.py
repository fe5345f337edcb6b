"""What is done with the entries of a ledger. Each deed is a line in its chain."""

from xiangyue.ledgers.book.actions.enter import amend as amend
from xiangyue.ledgers.book.actions.enter import enter as enter
from xiangyue.ledgers.book.actions.enter import withdraw as withdraw
from xiangyue.ledgers.book.actions.evidence import add_evidence as add_evidence
from xiangyue.ledgers.book.actions.lock import lock as lock
from xiangyue.ledgers.book.actions.lock import open_again as open_again
from xiangyue.ledgers.book.actions.sign import review as review
from xiangyue.ledgers.book.actions.sign import send_back as send_back
from xiangyue.ledgers.book.actions.sign import sign as sign
