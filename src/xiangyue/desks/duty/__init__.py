"""Who is on duty at night and on days off: kept by hand or from a sheet, rung for what is urgent, gaps told before."""
