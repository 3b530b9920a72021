"""Lines that introduce a quote: "On Monday Ada wrote:" over up to six lines, in any language that programs write.

On Mon, 2 Mar 2020 at 10:00, Ada Byron         its opening, its verb, a date
<ada@example.org> wrote:

Missatge de Ada Byron <ada@example.org>        a name, an address, a moment, few words: no verb needs to be known
del dia dl., 2 de març 2020 a les 10:00:
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from threads.words.mail_heads import header_block, kept_labels, may_announce
from threads.words.vocabulary import classes, either, folded

MOST_LINES = 6
LONGEST = 500
# Who wrote stands in the end of an attribution.
LAST = 200
# Lines of a note that a mail came from outside.
MOST_NOTED = 4

VERBS = either("attribution_verbs")
SAYING = re.compile(rf"(?<!\w)(?:{VERBS})(?!\w)|(?:{either('attribution_verbs_within')})", re.IGNORECASE)
OPENER = re.compile(
    rf"[\s*\ufeff]{{0,8}}(?:{either('attribution_opens')}|At(?= \d| [a-z]{{3}}, \d)|[12]\d{{3}}[-/.年]|\d{{1,2}}[-/.])(?!\w)[,.]?"
    rf"|[\s*(]{{0,8}}(?:{either('attribution_opens_within')}|[12]\d{{3}}\s?[年년]|\d{{1,2}}[./-]\d{{1,2}}|[12]\d{{3}}[-./]\s?\d"
    rf"|(?:{either('weekdays')})[.,]{{0,2}} \d"
    r"|\d{1,2}\.? [^\W\d_]{3,12}\.?,? [12]\d{3})",
    re.IGNORECASE,
)
DATED = re.compile(r"[12]\d{3}|\d{1,2}[:.]\d\d|\d{1,2}[./]\d{1,2}")
DAY = re.compile(r"^[\s*]*\w{1,8} [^\W\d_]{3,12}\.? \d{1,2}, ")  # "On Mar 3, Ada wrote:"
ADDRESSED = re.compile(r"<[^<>\s]{1,200}@?[^<>]{0,200}>|\S{1,100}@\S{1,100}|\S+ at \S+\.\S+")
# "Ada Byron wrote:", and nothing else: words that could be a sentence are none.
NAMED = re.compile(
    rf"[\s*]*(?:(?:[^\W\d_a-zß-ÿ][\w.'’-]*|van|von|de|der|den|la|di|da|del|\"[^\"]{{1,60}}\"|\([^()]{{1,40}}\)|<[^<>]{{3,100}}>|\S{{1,80}}(?:@| at (?=\S{{1,60}}\.))\S{{1,80}}),? ){{1,5}}"
    rf"(?:{VERBS}):$"
)
# The same with a date behind it: "Ada Byron <address> wrote on 03/03/2003 10:00:00 AM:".
NAMED_DATED = re.compile(
    rf"[\s*]*(?:(?:[^\W\d_a-zß-ÿ][\w.'’/-]*|\"[^\"]{{1,60}}\"|\([^()]{{1,40}}\)|<[^<>]{{3,100}}>|\S{{1,80}}(?:@| at (?=\S{{1,60}}\.))\S{{1,80}}),? ){{1,5}}"
    rf"(?:{VERBS}|said|says)(?:[ ,][^:]{{0,40}}\d[^\n]{{0,80}})?:$"
)
# "* Ada Byron <address> [030303 10:00]:", as some programs for terminals wrote.
SAID = re.compile(rf"\b(?:{VERBS}|said|says)\b", re.IGNORECASE)
BRACKETED = re.compile(r"<[^<>\s@]{1,100}@[^<>\s]{1,200}>")
STARRED = re.compile(
    r"\* [^<>\n]{1,60} <[^<>]{3,100}> \[[\d :/+-]{6,30}\]:$"
    r"|[^\W\d_][^<>\[\]\n:]{1,60}(?: <[^<>]{3,100}>)? \[[^\[\]\n]{0,20}[12]\d{3}[^\[\]\n]{1,8}\d:\d\d[^\[\]\n]{0,20}\]:$"
)
# "--- In tides@yahoogroups.com, Ada Byron <ada@...> wrote:", and "Thus spake Ada Byron (ada@example.org):".
IN_GROUP = re.compile(rf"--- (?:In \S{{1,100}}@\S{{1,60}}, )?[^:\n]{{1,120}} (?:{VERBS}):$")
THUS = re.compile(r"(?:And thus|Thus|Also) [a-z]{3,12}(?: [^\s:<>()]{1,40}){1,4}(?: [(<][^\s()<>]{3,160}[)>])? ?:$")
# The last line of an attribution that was broken: "wrote:", "10:00:".
LONGEST_BROKEN = 24
NO_NAMES = frozenset(
    "i you he she we they it as like what who which that this and but or so then if when the a an in".split()
) | ({word.lower() for word in classes("openings")["I or we"]} - folded("weekdays"))
# "Ada Byron <address> 于2020年3月2日写道", and how some programs quote.
LED_BY_NAME = re.compile(
    rf"[^<>:]{{1,60}} <[^<>\s]{{3,100}}> ?.{{0,60}}(?:{VERBS})$|(?:{either('attribution_quoting')}) [^<>:]{{1,60}} <[^<>\s]{{3,100}}>$"
)
LAST_SIGNS = (":", "：", "﹕")
# Marks of the direction of writing, which programs set around names and the colon.
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# With the moment and the address of who wrote, few words introduce a quote in any language.
YEAR = re.compile(r"(?<!\d)(?:[12]\d{3}|\d{1,2}([./-]) ?\d{1,2}\1 ?\d\d)(?!\d)")
CLOCK = re.compile(r"(?<!\d)(?<!\d\.)\d{1,2}[:.h時点시]\s?\d\d(?!\d|\.\d)")
STATED_ADDRESS = re.compile(r"[<(\[]{1,2}(?:mailto:)?[^<>()\[\]\s@]{1,100}(?:@| at )[^<>()\[\]\s]{1,200}[>)\]]{1,2}")
WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS, MOST_LEADING = 14, 6
# "2014/3/3 Ada Byron <address>", as Gmail wrote it once, with and without a colon.
BARE_DATED = re.compile(r"[12]\d{3}/\d{1,2}/\d{1,2} [^<>:]{1,60} <[^<>\s]{3,100}>:?$")
# "Ada Byron 於 2014/3/3 上午 10:05 寫道:"; with a moment, the name may stand before the date.
NAMED_THEN = re.compile(
    rf"[\s*]*(?:[^\W\d_a-zß-ÿ][\w.'’-]*,? ){{1,5}}\S{{0,3}}\s?\d[^\n]{{0,80}}?(?:{VERBS})\s?[:：﹕]$"
)
LONGEST_NAME_LINE = 60


def introduces(lines: Sequence[str], last: int, first_allowed: int) -> int | None:
    """Where the attribution begins that ends at line ``last``, right above a marked quote; None where it is none."""
    if BARE_DATED.match(lines[last]):
        return last
    return _written(lines, last, first_allowed) if _may_end(lines[last]) else None


def stands_alone(lines: Sequence[str], last: int, first_allowed: int) -> int | None:
    """The same for a quote that nothing marks: only a dated attribution that opens as they do is one."""
    if not lines[last] or not _may_end(lines[last]):
        return None
    near = " ".join(lines[max(0, last - 2) : last + 1])
    if "@" not in near and " at " not in near and not _says(near):
        return None
    return _written(lines, last, first_allowed, is_strict=True)


def _may_end(line: str) -> bool:
    return len(line) <= LONGEST and _bare(line).endswith(LAST_SIGNS)


def _bare(line: str) -> str:
    return (line if line.isascii() else DIRECTIONS.sub("", line)).strip()


def _written(lines: Sequence[str], last: int, first_allowed: int, *, is_strict: bool = False) -> int | None:
    text = ""
    for first in range(last, max(first_allowed, last - MOST_LINES + 1) - 1, -1):
        line = _bare(lines[first])
        if not line:
            break
        text = f"{line} {text}".rstrip()
        if len(text) > LONGEST:
            break
        if _is_attribution(text, is_strict=is_strict):
            return _with_name_above(lines, first, first_allowed, text)
    if is_strict:
        return None
    line, above = _bare(lines[last]), _bare(lines[last - 1]) if last > first_allowed else ""
    if _is_named(line):
        return last
    is_broken = len(line) <= LONGEST_BROKEN and bool(ADDRESSED.search(above)) and _is_named(f"{above} {line}")
    return last - 1 if is_broken else None


def _with_name_above(lines: Sequence[str], first: int, first_allowed: int, text: str) -> int:
    """Where an attribution begins of which a program set the name and the address on lines of their own above.

    Ada Byron
    <ada@example.org>
    于2014年3月3日周一 10:05写道：       an attribution already, without whose
    """
    if STATED_ADDRESS.search(text) or first <= first_allowed:
        return first
    above = _bare(lines[first - 1])
    address = STATED_ADDRESS.search(above)
    is_whole = address is not None and address.end() == len(above)
    if address is None or len(above) > LONGEST or not (is_whole or _is_stamped(f"{above} {text}")):
        return first
    first -= 1
    if address.start() or first <= first_allowed:
        return first
    name = _bare(lines[first - 1])
    return first - 1 if name and len(name) <= LONGEST_NAME_LINE and name[-1].isalnum() else first


def _is_attribution(text: str, *, is_strict: bool) -> bool:
    if _is_full(text, is_strict=is_strict) and (not is_strict or _says(text)):
        return True
    return _is_stamped(text)


def _is_stamped(text: str) -> bool:
    """Tell whether text says who wrote and to the minute when, and hardly a word more, whatever its language."""
    if not (BARE_DATED.match(text) or (YEAR.search(text) and CLOCK.search(text))):
        return False
    address = STATED_ADDRESS.search(text)
    if address is None:
        return _is_dated_name(text)
    words = WORD.findall(text[: address.start()] + text[address.end() :])
    if not address.start() or not 0 < len(words) <= MOST_WORDS:
        return False
    leading = WORD.findall(re.split(r"\d", text[: address.start()])[0].lower())
    return OPENER.match(text) is not None or (len(leading) <= MOST_LEADING and NO_NAMES.isdisjoint(leading))


def _is_dated_name(text: str) -> bool:
    """The same where no address stands: then who wrote opens it, and a verb is in it."""
    if not (NAMED_DATED.match(text) or NAMED_THEN.match(text)):
        return False
    return NO_NAMES.isdisjoint(re.findall(r"\w+", SAID.split(text.lower())[0]))


def _says(text: str) -> bool:
    """Whether text says that somebody wrote; the commonest of many words are looked for first."""
    return text.rstrip(": ").endswith(("wrote", "writes", "écrit", "schrieb")) or SAYING.search(text) is not None


def _is_full(text: str, *, is_strict: bool = False) -> bool:
    """Tell whether text opens as attributions do, has a date or an address, and says who wrote or ends in an address."""
    if not OPENER.match(text):
        return False
    if _says(text[-LAST:]):
        return bool(DATED.search(text) or ADDRESSED.search(text) or (not is_strict and DAY.search(text)))
    if not is_strict and SAID.search(text[-LAST:]) and BRACKETED.search(text):
        return bool(DATED.search(text))
    return bool(DATED.search(text)) and text.rstrip(":：﹕ ").endswith(">")


def _is_named(text: str) -> bool:
    if LED_BY_NAME.match(text.rstrip(":：﹕ ")) or any(way.match(text) for way in (STARRED, IN_GROUP, THUS)):
        return True
    m = NAMED.match(text) or NAMED_DATED.match(text)
    if m is None:
        return False
    # Behind the verb stands a date, if anything.
    words = re.findall(r"\w+", SAID.split(STATED_ADDRESS.sub(" ", text).lower())[0])
    return not NO_NAMES & set(words)


# What stands before the words of a quoted line that has lost its signs.
LEFT = " \t>|\xa0\ufeff"
ALONE = re.compile(rf"(?:(?:<[^<>\s]{{3,100}}){{1,2}}>{{1,3}} ?)?(?:{VERBS})\s?[:：]$", re.IGNORECASE)
GATEWAY = re.compile(rf"[\[*_ (]{{0,4}}(?:{either('gateway_notes')})(?!\w)", re.IGNORECASE)
LONGEST_NOTE = 1_000


def introductions(lines: Sequence[str]) -> set[int]:
    """Of lines that are quoted, which introduce what is quoted in them: attributions, heads, what a gateway put above.

    They are told less strictly than an author's own lines: what is taken for one here is folded with the quote it is in.
    """
    bare = [line.strip(LEFT) for line in lines]
    found: set[int] = set()
    for at, line in enumerate(bare):
        if at in found or not line:
            continue
        first, last = at, None
        if line.endswith(LAST_SIGNS):
            begins = introduces(bare, at, 0)
            first, last = (begins, at) if begins is not None else (at, at if ALONE.match(line) else None)
        if last is None and may_announce(line):
            first, last = at, header_block(bare, at) or kept_labels(bare, at)
        if last is None and len(line) <= LONGEST_NOTE and GATEWAY.match(line):
            first, last = at, _paragraph_end(bare, at)
        if last is not None:
            found.update(range(first, last + 1))
    return found


def _paragraph_end(lines: Sequence[str], start: int) -> int | None:
    """The last of few lines that follow each other; None where they are more, and somebody's words."""
    end = start
    while end + 1 < len(lines) and lines[end + 1]:
        end += 1
        if end - start >= MOST_NOTED:
            return None
    return end
