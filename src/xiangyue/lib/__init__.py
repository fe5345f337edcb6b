"""Plain Python shared by every room: no Django, no system clock, no database."""
