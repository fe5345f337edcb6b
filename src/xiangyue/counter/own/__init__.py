"""The page of the person who raised something, whatever the door: find, stages, add, rate, reopen, withdraw, photos,
who
looked.
"""
