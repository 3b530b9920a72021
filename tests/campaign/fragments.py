"""Random fragments of markup -> all the ways that words go to a page -> what Chromium makes of them as innerHTML.

Judged by what is allowed: nothing but the elements, attributes, values and schemes that our own templates write.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from playwright.sync_api import Page, sync_playwright

from tests.campaign.documents import FORMATS
from tests.campaign.payloads import PAYLOADS
from tests.campaign.results import Row
from tests.helpers.chromium import ARGUMENTS, find_chromium
from tests.helpers.lines import Line
from tests.helpers.lines import render as render_lines
from threads.html.addresses import veiled
from threads.html.folds import Citation, Mention, QuotedMark, anchor_of
from threads.html.inline import LINK_RELATION, altered_html, inline_html
from threads.html.setter import LineRun, render, render_missing
from threads.readers import reader_of
from threads.records import Parsed
from threads.search import FOUND, FOUND_END
from threads.templatetags.display import aimed_at, folded, highlighted, marked
from threads.words.kinds import Kind, Role

BATCH = 250
LINES_MOST = 8
# A fragment is of so many pieces; most are short, since what goes wrong goes wrong at a seam.
PIECES_MOST = 9
PIECES = [
    *'< > " \' ` & = / ; : ! ? - # @ . , ( ) [ ] { } \\ | ~'.split(),
    *" \t\n\f \u00a0 \u2028 \ufeff \u200b \u202e \u0338 \ue000 \ue001".split(" "),
    *"<a <b <i <p <q <tr <td <br <hr <img <svg <math <style <script <title <table <form <input <select <option".split(),
    *"<details <summary <iframe <template <noscript <textarea <plaintext <xmp <mark> <bdi> <del> <ins> <span <div <base".split(),
    *"</a> </b> </p> </q> </td> </svg> </math> </style> </script> </title> </table> </form> </select> </details> </div>".split(),
    *"</summary> </template> </noscript> </textarea> </xmp> </mark> </blockquote> </article> </body> --> <!-- ]]> <![CDATA[".split(),
    *"href= src= srcdoc= style= class= id= name= title= rel= target= on onclick= onerror= onload= hx-get= hx-on: data-".split(),
    *"javascript: data:text/html, vbscript: http:// https:// mailto: //elsewhere.example ada@example.org http://a/b@c.de".split(),
    *"window.pwn=1 alert(1) url( expression( @import &lt; &gt; &quot; &#39; &amp; &#x3c; &#0; &colon; &Tab; &NewLine; &lt".split(),
    *"> > >> On Ada wrote: - * 1. 2) ``` ~~~ == -- ## [x](y) ![x](y) [quote=x] [/quote] [url=x] [code] | diff --git @@".split(),
    *"bell tower 漢字 كتاب café naïve \U0001f514 x y z".split(),
    "    ", "\n\n", "\n> ", "\n    ", "\n-- \n", "\r\n", "\r", "\0", "\x0b", "\x1b[31m",
]  # fmt: skip
ELEMENTS = "p br a ul ol li pre code details summary q span b blockquote del ins mark aside div".split()
VALUES = {
    "dir": "^auto$", "rel": f"^{LINK_RELATION}$", "open": "^$", "value": r"^\d{1,3}$", "id": r"^q[0-9-]+$",
    "class": "^(attribution|signature|quote|quote altered|quote unsourced|quote between|unsourced|quote-source|quote-account|number|mark|cited|cited aimed|gap|cut|picture)$",
    "cite": r"^/p/\d+/$", "href": r"^(https?:|mailto:|/p/\d+/(\?context=1|#q[0-9-]+)?$)",
    "hx-get": r"^/p/\d+/source/\?line=\d+&passage=q[0-9-]+$", "hx-target": "^closest .quote-source$", "hx-swap": "^afterend$",
    "hx-trigger": "^click once$", "data-place": "^here:",
}  # fmt: skip
JUDGE = """([htmls, texts, elements, values]) => {
  const patterns = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, new RegExp(value, "i")]));
  const faults = [];
  // Apart from the page, so that nothing is laid out or painted; what would run runs there too.
  const place = document.createElement("div");
  htmls.forEach((html, number) => {
    place.innerHTML = html;
    for (const element of place.querySelectorAll("*")) {
      if (!elements.includes(element.localName)) faults.push([number, "element", element.localName]);
      for (const {name, value} of element.attributes) {
        if (!(name in patterns)) faults.push([number, "attribute", name]);
        else if (!patterns[name].test(value)) faults.push([number, "value", `${name}=${value}`.slice(0, 120)]);
      }
      const to = element.localName === "a" && element.getAttribute("href");
      if (to && !to.startsWith("/p/")) {
        let scheme = "none that can be read";
        try { scheme = new URL(to).protocol; } catch {}
        if (!["http:", "https:", "mailto:", "none that can be read"].includes(scheme)) faults.push([number, "scheme", scheme]);
        if (!element.relList.contains("nofollow")) faults.push([number, "link without nofollow", to.slice(0, 120)]);
      }
    }
    if (texts[number] !== null && place.textContent !== texts[number]) faults.push([number, "words lost", place.textContent.slice(0, 120)]);
  });
  if (window.pwn !== undefined) faults.push([0, "script ran", "in this batch or before"]);
  return faults;
}"""


def fragment(lot: random.Random) -> str:
    """Pieces of markup in a row, now and then with a whole payload among them."""
    pieces = lot.choices(PIECES, k=lot.randint(1, PIECES_MOST))
    if lot.random() < 0.2:
        pieces.insert(lot.randrange(len(pieces) + 1), lot.choice(PAYLOADS)[:2000])
    return lot.choice(["", "", " "]).join(pieces)


def read(text: str, lot: random.Random) -> list[str]:
    """The lines that a reader makes of a document with the fragment in it."""
    name = lot.choice(list(FORMATS))
    raw = FORMATS[name]([text], 100).encode("utf-8", "replace")
    reader = reader_of(name, raw[:65_536])
    if reader is None:
        return text.split("\n")
    parsed = [reader.parse(unit) for unit in reader.units(BytesIO(raw))]
    return [line for each in parsed if isinstance(each, Parsed) for line in each.text.split("\n")]


def _citation(lot: random.Random, text: str, other: str) -> Citation:
    mentions = [Mention(number, name[:80], number) for number, name in enumerate((other, text), 1)]
    end = lot.randint(0, len(text))
    kind = lot.choice([Kind.EXACT, Kind.PARTIAL, Kind.TRUNCATED, Kind.ALTERED])
    via = mentions[1] if lot.random() < 0.3 else None
    return Citation(mentions[0], kind, 4, anchor_of(1, 4, 0), other, ((0, end),), via)


def _mark(lot: random.Random, text: str) -> QuotedMark:
    start, end = sorted(lot.choices(range(len(text) + 1), k=2))
    return QuotedMark(anchor_of(1, 1, start), start, end, ((Mention(2, text[:80], 2), "exact"),))


def _by_line(lot: random.Random, lines: list[str]) -> str:
    roles = [Role.BODY, Role.BODY, Role.QUOTE, Role.QUOTE, Role.ATTRIBUTION, Role.SIGNATURE]
    made = []
    for text in lines:
        role = lot.choice(roles)
        cited = _citation(lot, text, lot.choice(lines)) if role == Role.QUOTE and lot.random() < 0.7 else None
        marks = (_mark(lot, text),) if role == Role.BODY and lot.random() < 0.4 else ()
        made.append(Line(text, role, lot.random() < 0.5, cited, marks, lot.random() < 0.1 and cited is None))
    return render_lines(made)


def _by_run(lot: random.Random, lines: list[str]) -> str:
    runs = []
    for number, text in enumerate(lines, 1):
        role = lot.choice([Role.BODY, Role.QUOTE, Role.ATTRIBUTION, Role.SIGNATURE])
        cited = _citation(lot, text, lot.choice(lines)) if role == Role.QUOTE and lot.random() < 0.7 else None
        runs.append(LineRun(role, number, number, cited))
    marks = {number: [_mark(lot, text)] for number, text in enumerate(lines, 1) if lot.random() < 0.3}
    return render(lines, runs, marks)


def ways(text: str, lot: random.Random) -> Iterator[tuple[str, str, str | None]]:
    """Each way's name and html, and what it must still say where that is known."""
    lines = [line for line in read(text, lot) if line.strip()][:LINES_MOST] or [text]
    posts = [("lines", _by_line(lot, lines)), ("runs", _by_run(lot, lines))]
    posts.append(("render_missing", render_missing(lines)))
    other, word = lot.choice(PAYLOADS)[:500], lot.choice(text.split() or ["a"])
    yield "inline_html", inline_html(text), _as_parsed(text)
    yield "altered_html", altered_html(other, text), None
    yield "found", highlighted(f"{text[:3]}{FOUND}{word}{FOUND_END}{text}"), None
    for name, html in posts:
        yield name, html, None
        shown = folded(html, lot.choice(["none", "all", "proven"]))
        yield f"{name}, marked", marked(shown, [word, text[:9]]), None
        yield f"{name}, aimed_at", aimed_at(shown, anchor_of(1, 1, 0)), None
        yield (
            f"{name}, veiled",
            veiled(marked(shown, [word]).encode("utf-8", "replace")).decode("utf-8", "replace"),
            None,
        )


def _as_parsed(text: str) -> str | None:
    """A text as it is after an HTML parser; what that changes by its own rules is not compared."""
    return text if not re.search(r"[\0\r\ud800-\udfff]", text) else None


def judge(page: Page, count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Let so many fragments go all ways; how many outputs each had, and what was wrong with them."""
    lot = random.Random(seed)
    judged: Counter[str] = Counter()
    faults: list[str] = []
    page.goto("about:blank")
    for first in range(0, count, BATCH):
        made = []
        for _ in range(min(BATCH, count - first)):
            text = fragment(lot)
            try:
                made += [(text, *way) for way in ways(text, lot)]
            except Exception as error:
                faults.append(f"{type(error).__name__}: {error}: {text!r}")
        judged.update(name for _, name, _, _ in made)
        judged["folds"] += sum(html.count("<details") for _, _, html, _ in made)
        asked = [[html for _, _, html, _ in made], [said for _, _, _, said in made], ELEMENTS, VALUES]
        for number, kind, what in page.evaluate(JUDGE, asked):
            faults.append(f"{kind} {what} by {made[number][1]} from {made[number][0]!r}")
    judged["fragments"] = count
    return judged, faults


def main(site: None, *, count: int, seed: int) -> None:
    """Judge so many, and tell."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        judged, faults = judge(browser.new_page(), count, seed)
        browser.close()
    print("  " + ", ".join(f"{name} {number:,}" for name, number in judged.items()), flush=True)
    print(*(f"  {fault}" for fault in faults[:40]), sep="\n", flush=True)
    outputs = judged.total() - judged["fragments"] - judged["folds"]
    tried = f"{count:,}, {outputs:,} outputs, {judged['folds']:,} folds"
    Row("fragments", f"random ones, seed {seed}", tried, len(faults)).print()
