"""A text and what others quote of it -> the html that threads.html.setter sets of it."""

from threads.html.folds import Mention, QuotedMark
from threads.html.setter import LineRun, render
from threads.words.kinds import Role

ADA = Mention(post_id=7, name="Ada", number=2)
BRUNO = Mention(post_id=8, name="Bruno", number=3)


def body(text: str, marks: dict[int, tuple[QuotedMark, ...]] | None = None) -> str:
    texts = text.split("\n")
    return render(texts, [LineRun(Role.BODY, 1, len(texts))], marks or {})


def mark(line: int, start: int, end: int, *by: Mention) -> tuple[QuotedMark, ...]:
    return (QuotedMark(f"q9-{line}-{start}", start, end, tuple((mention, "exact") for mention in by)),)
