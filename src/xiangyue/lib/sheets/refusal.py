"""The one way in which an office file is refused."""


class CannotRead(Exception):
    """A file that cannot be used; the message says what is wrong, where, and how to mend it, in plain
    Chinese.
    """
