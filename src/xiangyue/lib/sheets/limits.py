"""How large a table may be. Every reader works in one pass over its bytes, so these bound its time and memory."""

MOST_BYTES = 200_000_000  # of a file as it comes
MOST_BYTES_UNPACKED = 600_000_000
MOST_MARKUP = 40_000_000  # a web page or XML: the slowest of the readers
MOST_ROWS = 500_000
MOST_CELLS = 10_000_000  # laid out, empty ones between others too
MOST_CHARACTERS = 300_000_000  # in all cells together: one long shared text may stand in every cell
