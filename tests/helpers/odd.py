"""What nobody should type and somebody will: values for every parameter and address, and pieces of searches.

FORUM_EXAMPLES=100000 lets the properties of the suite try so many examples in place of a few.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("FORUM_EXAMPLES", "0"))

# As they stand in an address, percent and all: of what is repeated, the last counts.
VALUES = {
    "nothing": "", "minus": "-1", "zero": "0", "id": str(2**63), "integer": str(2**31), "last id": str(2**63 - 1),
    "many digits": "9" * 5_000, "float": "1e999", "nan": "nan", "nul": "%00", "surrogate": "%ED%A0%80", "broken": "%", "latin": "%E9",
    "long": "a" * 10_000, "digits": "%D9%A3", "superscript": "%C2%B2", "list": "1,2,3", "twice": "1&{name}=2", "array": "1&{name}[]=2",
    "quote": "%27%22%3E%3Cb%3E", "line": "%0D%0Aa:b", "path": "..%2F..%2Fetc", "format": "%25s%7B0%7D", "private": "%EE%80%80%EE%80%81",
}  # fmt: skip
# Python itself refuses to read the last.
NUMBERS = ("0", "1", f"{2**31 - 1}", f"{2**31}", f"{2**32}", f"{2**63 - 1}", f"{2**63}", "9" * 30, "9" * 4_400)
WORDS = (
    "x",
    "-",
    "_",
    "x" * 255,
    "x" * 10_000,
    "%00",
    "%ED%A0%80",
    "%F0%9F%94%94",
    "..",
    "%2F",
    "%0A",
    "%D9%A3",
    "'",
    "%25",
    "1e999",
)

DATES = [
    "9999",
    "0000",
    "0001",
    "9999-12-31",
    "2009-02-31",
    "9999y",
    "9999d",
    "3000y",
    "1m",
    "9999-99-99",
    "\u0662\u0660\u0660\u0669",
]
OPERATED = {
    "author": ["ada", "%", "_", "\\", "\u6f22", "\x00", "'"],
    "title": ["bell", "%", "\\", '"', "\u6f22a"],
    "archive": ["bells", "BELLS", "-", "\u0130"],
    "in": ["quotes", "new", "title", "first", "all"],
    "before": DATES,
    "after": DATES,
    "replies": [">0", "<0", "=0", ">999999", "999999", "\u0662", ">>1", "-1"],
    "has": ["link", "code", "quote", "QUOTE", "html"],
    "is": ["root", "reply", "inferred", "missing", "unsourced", "ROOT"],
    "sort": ["relevance", "newest", "oldest", "none"],
    "of": ["x"],
}
WORDS_ASKED = (
    "bell", "the", "C\u8a00\u8a9e", "\u6f22", "\u6f22a", "\u6f22\u5b57", "a\u6f22b\u5b57c", "\u0e01\u0e02", "\uac00\ub098!", "\u6f22\u00b2", "'", "''", "\\",
    ":*", "\u6f22:*", "a:*", "&", "|", "!", "<->", "a&b", "(a|b)", "%", "_", "*", "\ue000", "\ue001", "\U0001f514", "\u0301", "\u202e", "\u200d",
    "\x00", "\ud800", "\udfff", "\ufffe", "http://a.b", "a@b.c", "1e999", str(2**63), "\u00df", "\u0130", "\u017f",
)  # fmt: skip


def _operated() -> st.SearchStrategy[str]:
    of = st.sampled_from(sorted(OPERATED)).flatmap(
        lambda name: st.sampled_from(OPERATED[name]).map(f"{name}:{{}}".format)
    )
    return of | st.tuples(st.sampled_from(sorted(OPERATED)), st.text(max_size=6)).map(":".join)


def searches() -> st.SearchStrategy[str]:
    """Anything that may stand in the search box, mostly such as means something."""
    word = st.sampled_from(WORDS_ASKED) | st.text(max_size=6)
    phrase = st.lists(word, max_size=3).map(lambda words: f'"{" ".join(words)}"')
    term = st.tuples(st.sampled_from(["", "", "-"]), word | phrase | _operated()).map("".join)
    joint = st.sampled_from([" ", " ", " OR ", " OR -", "", "  ", "\t", "\u3000"])
    return st.lists(st.tuples(term, joint).map("".join), max_size=18).map("".join) | st.text(max_size=300)


def examples(few: int, *, share: int = 1) -> settings:
    """How many examples a property tries: a few in the suite, else of those that were asked for a ``share``-th."""
    most = max(EXAMPLES // share, 1) if EXAMPLES else few
    return settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck))
