"""Documents and what was read out of them -> rows, in bulk and only where something differs.

Phase one (``intake``) stores documents; phase two (``pages``) reads every set of documents that belong together and
stores it in one transaction. Both go on where a killed run stopped. This is where Django and reconstruction meet.
"""
