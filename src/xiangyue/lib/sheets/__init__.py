"""Office files: tables read from .xls, .xlsx and .csv as they really come, and written so that they open
safely.
"""
