"""A resident's phone browser: say it once, receipt with a ten-digit code, progress, solved? satisfied?, works without
a signal.
"""
