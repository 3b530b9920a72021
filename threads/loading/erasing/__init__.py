"""Erasing posts for good: from the bytes given, from all that was read from them, and from what comes in later.

planning.py       which posts -> what goes from each record, and where else the same words stand
holding.py        how the rest of a page is to be read from now on
carrying_out.py   all of it, in one transaction
../erased/        a unit and the lines that go -> the unit without them; tombstones -> what a document that comes in holds
../rows/stubs.py  what stays of an erased post: a place in its thread, where others answer it
"""
