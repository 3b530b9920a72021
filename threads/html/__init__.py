"""The lines of a post with their roles -> safe html, written once when an archive is read.

setter.py      the lines of a post, in runs -> paragraphs, lists, code and quotes
folds.py       what stands around and beside them: attributions, folds, marks
inline.py      one line -> escaped, with its links
patches.py     which lines keep their shape
addresses.py   what is sent -> the same without the hosts of mail addresses
"""
