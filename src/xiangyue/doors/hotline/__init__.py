"""12345 export files in (.xls .xlsx .csv, UTF-8 or GB18030, any columns through a saved mapping), answers out in the
same columns.
"""
