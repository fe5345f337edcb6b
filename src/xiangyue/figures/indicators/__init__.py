"""Indicators: what a town counts of itself, to whom each number is signed for, and the records that it opens to."""
