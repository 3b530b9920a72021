"""Count the lines of mails that are surely somebody's own, and how many of them we and libraries that strip replies take away.

    .venv/bin/python -m benchmarks.accuracy.own_lines [--show] [--toy] FOLDER...

The folders are unpacked source packages of such libraries, or others. Reads mails (.txt, .eml) and texts within Python
tests from them, and runs those of the libraries that they hold; fetches nothing. A line is surely own if it has no quote sign and stands above anything that could introduce
a quote or a signature, or between marked quotes as a paragraph of its own: judged here, with none of the reader's code.

Prints for each folder how many texts and own lines it has, and how many own lines each program took; --show prints ours.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.shared.options import Parser
from threads.readers import eml

SUSPICIOUS = re.compile(
    r"\s*[>*]|.*[:：]\s*$|\s*[-_=#]{2,}|\s*\*?[^\W\d_][\w -]{0,20}\*?\s?[:：]|.*\b(?:wrote|schrieb|écrit)\b|.*<\S+@"
)
DATED = re.compile(r"\s*[Oo]n .{0,40}\d{4}")
BLOCK = re.compile(r"\s*\W*(?:From|Von|De|发件人|寄件者)\W{0,3}[:：]|\s*-{2,} ?\w.*-{2,}\s*$")
SENT_FROM = re.compile(r"\s*(?:Sent from|Get Outlook|Von meinem|Envoyé de)", re.IGNORECASE)
HEAD = b"From: Ada <ada@example.org>\nContent-Type: text/plain; charset=utf-8\n\n"


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Every mail in a folder, with the name of where it stands."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".txt", ".eml"} and "egg-info" not in str(path) and path.name != "requirements.txt":
            yield str(path), path.read_text("utf-8", "replace")
        elif path.suffix == ".py" and "test" in path.name:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count("\n") > 1
                if is_text and "<" not in node.value[:1] and not node.value.startswith("\n    "):
                    yield f"{path}:{node.lineno}", node.value


def own_lines(text: str) -> set[int]:
    """The numbers, from 0, of lines that nobody could take for anything but the author's."""
    lines = text.splitlines()
    own = set()
    for i, line in enumerate(lines):
        if SUSPICIOUS.match(line) or SENT_FROM.match(line) or DATED.match(line):
            break
        if line.strip():
            own.add(i)
    quoted = [i for i, line in enumerate(lines) if line.startswith(">")]
    # Below a header block or its like, what has no sign may be quoted all the same.
    stop = next((i for i, line in enumerate(lines) if BLOCK.match(line)), len(lines))
    for i in range(quoted[0], min(stop, quoted[-1])) if quoted else ():
        is_apart = not lines[i - 1].strip() and not lines[i + 1].strip()
        if lines[i].strip() and is_apart and not (SUSPICIOUS.match(lines[i]) or DATED.match(lines[i])):
            own.add(i)
    return own


def kept_by_us(text: str) -> str:
    """What our reader leaves as the author's."""
    parsed = eml.parse(HEAD + text.encode("utf-8", "replace"))
    if isinstance(parsed, str) or not parsed.posts:
        return ""
    lines = parsed.text.split("\n")
    for mark in parsed.posts[0].marks:
        lines[mark.first_line - 1 : mark.last_line] = [""] * (mark.last_line - mark.first_line + 1)
    return "\n".join(lines)


def libraries() -> dict[str, Callable[[str], str]]:
    """What the libraries that can be imported leave as the author's."""
    by_name: dict[str, Callable[[str], str]] = {}
    for name, module, keep in (
        ("quotequail", "quotequail", lambda m, t: "\n".join(part for own, part in m.quote(t) if own)),
        ("email-reply-parser", "email_reply_parser", lambda m, t: m.EmailReplyParser.parse_reply(t)),
        (
            "mail-parser-reply",
            "mailparser_reply",
            lambda m, t: m.EmailReplyParser(languages=["en", "de"]).parse_reply(t),
        ),
    ):
        try:
            loaded = importlib.import_module(module)
        except ImportError:
            continue
        by_name[name] = lambda text, loaded=loaded, keep=keep: keep(loaded, text) or ""
    return by_name


def taken(text: str, rest: str) -> list[str]:
    """The own lines of a text that are not among those that were kept."""
    lines = text.splitlines()
    left = " ".join(rest.split())
    return [lines[i] for i in sorted(own_lines(text)) if " ".join(lines[i].split()) not in left]


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="print the lines that we took")
    options = parser.parse_args()
    tell(options.folders, shows=options.show)


def tell(folders: list[str], *, shows: bool) -> None:
    sys.path[:0] = folders
    judges = {"Rethread": kept_by_us, **libraries()}
    print(f"{'fixtures of':32} {'texts':>6} {'own':>6}", *(f"{name:>20}" for name in judges))
    for folder in folders:
        texts = list(texts_of(Path(folder)))
        own = sum(len(own_lines(text)) for _, text in texts)
        lost = {
            name: [(place, line) for place, text in texts for line in taken(text, keep(text))]
            for name, keep in judges.items()
        }
        print(f"{Path(folder).name:32} {len(texts):6} {own:6}", *(f"{len(lost[name]):20}" for name in judges))
        for place, line in lost["Rethread"] if shows else ():
            print(f"    {place}: {line}")


if __name__ == "__main__":
    main()
