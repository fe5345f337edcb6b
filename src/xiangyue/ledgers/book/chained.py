"""Declared when Django starts: the lines of ledgers stand in the daily seals."""

from xiangyue.ledgers.book.lines import LINES as LINES
