"""The report names every line once, posts by ids and documents by paths; the account says it in words."""

from threads.reconstruct.report import account, report
from threads.reconstruct.types import (
    DocumentReading,
    Edge,
    MissingPost,
    PageKind,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
    Source,
    ThreadPlace,
    ThreadReading,
)
from threads.words.kinds import Kind, Origin, Role

TEXTS = ("Recent Discussion", "The wall stands.", "The wall stands.", "So it does.", "It fell.")
QUOTE = RunReading(3, 3, Role.QUOTE, "B", 0.97, sources=(Source((Place("doc", 2, 0, 16),), Kind.EXACT, "A", via="A"),))
READING = Reconstruction(
    documents=(
        DocumentReading(
            "doc",
            "kept.txt",
            PageKind.CONVERSATION,
            0.9,
            ("posts answer each other",),
            (
                RunReading(1, 1, Role.CHROME, None, 0.8),
                RunReading(2, 2, Role.BODY, "A", 0.9),
                QUOTE,
                RunReading(4, 4, Role.BODY, "B", 0.9),
                RunReading(5, 5, Role.QUOTE, "B", 0.6),
            ),
        ),
    ),
    posts=(
        PostReading("A", "page.txt#1", "doc", (2,), None, None, 0.93, ("opens the page",), ()),
        PostReading("B", "page.txt#2", "doc", (3, 4, 5), "Bruno", None, 0.7, (), ()),
    ),
    missing=(MissingPost("M", "page.txt#m1", (Place("doc", 5, 0, 8),)),),
    edges=(
        Edge("B", "A", Origin.QUOTE, 0.97, is_primary=True, evidence="16 characters of line 2"),
        Edge("B", "M", Origin.QUOTE, 0.5, is_primary=False, evidence=""),
    ),
    threads=(ThreadReading("A", "The wall stands.", False, (ThreadPlace("A", 0, 0, 1), ThreadPlace("B", 1, 1, 1))),),
    texts={"doc": TEXTS},
)


def test_the_report_has_the_public_form() -> None:
    [document] = report(READING, [("page.txt", "doc")])["documents"]

    assert document["path"] == "page.txt"
    assert document["kind"] == {"is": "conversation", "confidence": 0.9, "cues": ["posts answer each other"]}
    assert document["accounting"] == {"body": 2, "quote": 2, "chrome": 1}
    assert document["posts"][0] == {
        "id": "page.txt#1", "first_line": 2, "last_line": 2, "author": None, "date": None, "confidence": 0.93,
        "cues": ["opens the page"],
    }  # fmt: skip
    assert document["missing"] == [{"id": "page.txt#m1", "passages": [{"line": 5, "start": 0, "end": 8}]}]
    assert document["lines"][2] == {
        "line": 3, "role": "quote", "post": "page.txt#2", "confidence": 0.97,
        "sources": [{"path": "page.txt", "line": 2, "start": 0, "end": 16, "kind": "exact", "via": "page.txt#1"}],
    }  # fmt: skip
    assert document["edges"][0] == {
        "child": "page.txt#2", "parent": "page.txt#1", "origin": "quote", "confidence": 0.97, "primary": True,
        "evidence": "16 characters of line 2",
    }  # fmt: skip


def test_only_quotes_and_duplicates_have_sources() -> None:
    [document] = report(READING, [("page.txt", "doc")])["documents"]

    assert ["sources" in line for line in document["lines"]] == [False, False, True, False, True]


def test_a_file_given_twice_repeats_the_first_line_by_line() -> None:
    _, again = report(READING, [("page.txt", "doc"), ("copy.txt", "doc")])["documents"]

    assert again["path"] == "copy.txt"
    assert again["accounting"] == {"duplicate": 5}
    assert again["posts"] == again["edges"] == again["missing"] == []
    assert again["lines"][1]["sources"] == [
        {"path": "page.txt", "line": 2, "start": 0, "end": 16, "kind": "exact", "via": None}
    ]


def test_the_account_says_who_answers_whom_how_sure_and_why() -> None:
    words = "\n".join(account(READING, [("page.txt", "doc")]))

    assert "page.txt: a conversation, 90 % sure; lines with text: 2 body, 2 quote, 1 chrome" in words
    assert "page.txt#1 by an unknown author, line 2; begins there: 93 % sure (opens the page)" in words
    assert "page.txt#2 by Bruno, lines 3 to 5" in words
    assert "quotes in line 3 line 2 of page.txt, exact, through page.txt#1, 97 % sure" in words
    assert "quotes in line 5 what no document holds, 60 % sure" in words
    assert "answers page.txt#1, 97 % sure, by quote: 16 characters of line 2" in words
    assert "may also answer page.txt#m1" in words
    assert "page.txt#m1 is missing; all that is left of it is quoted in line 5" in words
