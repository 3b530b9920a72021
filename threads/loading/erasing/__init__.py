"""Erasing posts for good: out of the bytes that were given, out of all that was read from them, and out of what comes.

planning.py    which posts -> what of which records goes, and where else the same words stand
cutting.py     a unit of a document and the lines that go -> the unit without them
watching.py    tombstones -> what a document that comes in holds of what was erased
stubs.py       what stays of an erased post: a place in its thread, where others answer it
carrying_out.py   all of it, in one transaction
"""
