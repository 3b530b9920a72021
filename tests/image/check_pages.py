"""The site through its proxy -> pages, compressed, with what a thread holds; and imports as compose runs them."""

import re
import secrets
from pathlib import Path

from tests.image.asking import Answer, Door
from tests.image.stand import Stand
from tests.image.table import Table, expect

SUMMARY_LINES = 3


def page(door: Door, path: str, *words: str) -> Answer:
    answer = door.ask(path)
    expect(answer.status == 200, f"{path}: {answer.status} {answer.body[:200]!r}")
    for word in words:
        expect(word in answer.text, f"{path} lacks {word!r}")
    return answer


def check_imports(table: Table, stand: Stand) -> None:
    """By the commands of docs/install.md."""
    sample = ("sample", "--archive", "sample", "--publish")

    def brought_in(*words: str) -> str:
        done = stand.run("import", *words)
        expect(done.returncode == 0, done.stdout[-500:] + done.stderr[-500:])
        return told(done.stdout)

    def changes_nothing() -> str:
        done = stand.run("import", *sample)
        expect(done.returncode == 0 and "10 known" in done.stdout, done.stdout + done.stderr)
        return told(done.stdout)

    table.check("import sample", lambda: brought_in(*sample))
    table.check("import sample again", changes_nothing)
    table.check("import /documents", lambda: brought_in("/documents", "--archive", "minutes", "--publish"))


def told(printed: str) -> str:
    """The first lines of an import's summary, in one."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    return "; ".join(lines[-SUMMARY_LINES:])[:300]


def large_text(door: Door) -> str:
    """The address of the discussion of `minutes` as one text."""
    thread = page(door, "/a/minutes/").links(r"/t/\d+/")[0]
    number = re.match(r"/t/(\d+)/", thread)
    return f"/t/{number[1]}.txt"  # type: ignore[index]


def check_pages(table: Table, stand: Stand, door: Door) -> None:
    """What a visitor looks at first."""
    web = Door(stand.addresses["web"], 8000)

    def front() -> str:
        answer = page(door, "/", "sample", "minutes", "<h1")
        return f"{len(answer.body)} bytes"

    def thread() -> str:
        path = page(door, "/a/sample/").links(r"/t/\d+/")[0]
        answer = page(door, path, 'class="post', "sample")
        return f"{path}, {len(answer.body)} bytes"

    def search() -> str:
        answer = page(door, "/search/?q=theremin", "theremin")
        found = answer.links(r"/p/\d+/") or answer.links(r"/t/\d+/")
        expect(found, "no hit leads anywhere")
        return f"{len(found)} links to what was found"

    def others() -> str:
        paths = ["/help/", "/quoted/", "/latest.atom", "/login/", "/admin/login/"]
        return ", ".join(f"{path} {page(door, path).status}" for path in paths)

    def probes() -> str:
        return ", ".join(f"{path} {page(door, path, 'ok').status}" for path in ("/healthz", "/readyz"))

    def is_same() -> str:
        path = large_text(door)
        through, direct = door.ask(path), web.ask(path)
        expect(through.body == direct.body and len(through.body) > 2_500_000, len(through.body))
        return f"{path}: {len(through.body)} bytes, the same as from the web server"

    table.check("page: front", front)
    table.check("page: a thread", thread)
    table.check("page: search", search)
    table.check("page: others", others)
    table.check("page: /healthz and /readyz", probes)
    table.check("page: a text of 2.7 MB", is_same)


def check_compressed(table: Table, door: Door, name: str) -> None:
    """Pages, styles and scripts are sent packed, and unpack to what they are."""

    def packed(path: str) -> str:
        plain = door.ask(path)
        answer, unpacked = door.packed(path)
        expect(answer.headers["Content-Encoding"] == "gzip", f"{path}: {dict(answer.headers)}")
        expect("Accept-Encoding" in ",".join(answer.headers.get_all("Vary", [])), f"{path}: no Vary")
        # The token of a form is masked anew each time.
        same = plain.body == unpacked or len(plain.body) == len(unpacked)
        expect(same and plain.status == answer.status == 200, f"{path}: {len(plain.body)}, {len(unpacked)}")
        return f"{len(unpacked)} -> {len(answer.body)}"

    def all_packed() -> str:
        front = page(door, "/")
        style = next(path for path in front.links("/static/css/"))
        script = next(iter(re.findall(r'src="(/static/[^"]+\.js)"', front.text)))
        return ", ".join(f"{kind} {packed(path)}" for kind, path in (("html", "/"), ("css", style), ("js", script)))

    table.check(f"{name}: compressed", all_packed)


def write_secrets(folder: Path) -> dict[str, str]:
    """What a person writes into `.env`, as docs/install.md says."""
    folder.mkdir(parents=True, exist_ok=True)
    return {"POSTGRES_PASSWORD": "letters4and5digits6only", "SECRET_KEY": secrets.token_urlsafe(50)}
