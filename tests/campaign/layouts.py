"""Words that would stretch a page: long without a break, wide by nature, deep, or set in scripts that break elsewhere."""

import json
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TABLE = "\n".join(
    "| " + " | ".join(f"column {number} of a wide table" for number in range(24)) + " |" for _ in range(4)
)
ART = "\n".join(["    " + "".join("/\\|_-+"[(row + column) % 6] for column in range(180)) for row in range(6)])
PATCH = (
    "diff --git a/{0}.c b/{0}.c\nindex 1111111..2222222 100644\n--- a/{0}.c\n+++ b/{0}.c\n@@ -1,3 +1,3 @@\n-old {0}\n+new {0}\n"
).format("a_name_without_end_" * 12)
LAYOUTS = {
    "a word": LETTERS * 385,
    "an address": "https://example.org/" + "endless" * 300 + "?" + "&".join(f"name{n}={n}" for n in range(80)),
    "a host": "https://" + "endless" * 40 + ".example.org/",
    "a mail address": "ada" * 90 + "@" + "endless" * 30 + ".example.org",
    "a name with underscores": "_".join(["some_name"] * 200),
    "dots and slashes": "/usr/share/" + "a/" * 400 + "." * 300,
    "a table": TABLE,
    "art": ART,
    "a patch": PATCH,
    "tabs": "\t" * 40 + "far to the right" + "\t" * 40 + "farther",
    "spaces": "left" + " " * 900 + "right" + " " * 400,
    "hard spaces": "\u00a0".join(["stuck"] * 300),
    "words that join": "\u2060".join(["joined"] * 300),
    "digits": "0123456789" * 300,
    "a formula": "=".join(["x+y"] * 400),
    "dashes": "-" * 1200,
    "underlines": "_" * 900 + " and " + "=" * 900,
    "Chinese": "鐘樓上的大鐘今天早上掉下來了沒有人受傷" * 60,
    "Japanese": "カネガオチタノデトウバンハミンナシンパイシテイマシタ" * 60,
    "Thai": "ระฆังใบใหญ่ตกลงมาเมื่อเช้านี้ไม่มีใครบาดเจ็บ" * 50,
    "Arabic": "سقط الجرس الكبير هذا الصباح ولم يصب أحد بأذى " * 30,
    "an Arabic word": "الجرس" * 200,
    "Hebrew and Latin": ("הפעמון " + "bell" * 100 + " ") * 5,
    "turned round": "\u202e" + "turned round " * 80 + "\u202c",
    "marks upon marks": "".join(letter + "\u0301\u0327\u0338\u0360\u0489\u1dff" * 12 for letter in LETTERS * 3),
    "a word of marks": "a" + "\u0301" * 3000,
    "nothing wide": "\u200b".join(["seen"] * 400) + "\u200d" * 800,
    "held together": "\u200d".join(["held"] * 400),
    "soft hyphens": "\u00ad".join(["soft"] * 400),
    "pictures": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 120,
    "wide letters": "\ufdfd" * 80 + "\u2e3b" * 80 + "\U0001242b" * 60,
    "controls": "\x01\x02\x1b\x7f" * 200,
    "quotes in quotes": "\n".join(">" * depth + " " + "deeper" * 20 for depth in range(1, 60)),
    "a list": "\n".join(f"{number}. " + "item" * 90 for number in range(1, 12)),
    "code": "    " + "x = (" + ", ".join(f"{'value' * 4}{number}" for number in range(60)) + ")\n    y = x",
    "line separators": "\u2028".join(["apart"] * 200) + "\x0b\x0c\x85",
}
# As html words may be wide in other ways than as text.
MARKUPS = {
    "a table of html": "<table width=9000><tr>"
    + "".join(f"<td nowrap width=400>column {n}</td>" for n in range(40))
    + "</tr></table>",
    "preformatted": "<pre>" + "w i d e " * 400 + "</pre>",
    "code in a line": "<p>see <code>" + "a_long_name::" * 80 + "</code> there</p>",
    "a picture": '<img width=9000 height=20 alt="' + "described" * 90 + '">',
    "deep": "<blockquote>" * 200 + "deep down" + "</blockquote>" * 200,
    "lists in lists": "<ul><li>" * 60 + "item" * 60 + "</li></ul>" * 60,
    "a title": "<h1>" + "Heading" * 120 + "</h1>",
}
# As long as a title may be.
TITLE = ("A title without a break " + "Glockenturm" * 20)[:200]
QUERIES = (
    LETTERS * 9, '"' + "endless" * 30 + '"', "author:" + "a" * 240, " ".join(f"w{n}" for n in range(60)), "鐘樓" * 60, "title:" + "t" * 200,
    "archive:" + "x" * 240, "bell OR " * 30 + "tower", "-" * 200, "before:nonsense" + "9" * 200, "in:" + "z" * 200, "the", "column", "Glockenturm*",
)  # fmt: skip
# Nested answers, deeper than a browser can nest elements.
DEPTH = 10_000


def texts() -> list[str]:
    """All of them, as a post would have them."""
    return [*LAYOUTS.values(), *MARKUPS.values()]


def answers(depth: int, said: str = "Deeper") -> str:
    """A thread in which each post answers the one before, and quotes it."""
    lines = [
        {
            "id": f"deep{number}", "thread": "deep0", "parent": f"deep{number - 1}" if number else None, "author": f"Diver {number % 7}",
            "text": f"> {said} in by {number - 1} steps we went.\n\n{said} in by {number} steps we went." if number else f"{said} in.",
            "title": "How deep does it go",
        }
        for number in range(depth)
    ]  # fmt: skip
    return "\n".join(json.dumps(line) for line in lines) + "\n"


def write(folder: Path, depth: int = DEPTH) -> None:
    """Documents of other shapes than a handful of posts: deep answers, and a page of one line."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deep.jsonl").write_text(answers(depth))
    (folder / ("a-name-without-end" * 13 + ".txt")).write_text("\n\n".join(LAYOUTS.values()))
    (folder / ("名前" * 35 + ".txt")).write_text("\n".join(LAYOUTS.values()))
