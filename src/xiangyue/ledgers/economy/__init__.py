"""经济台账: tax, new entities and fiscal capacity, month by month; nothing of a single firm."""
