"""Write invented mails as mailboxes of every form, cut these again, and count the mails found, missed and made up.

    .venv/bin/python -m benchmarks.accuracy.mail_boundaries [--mails N] [--seed N] [--toy]

The mails hold what misleads: lines of prose that begin with "From ", pasted heads, whole pasted mails, digests, patches of
git. A pasted mail keeps its separator in the forms that protect it: by a sign, a Content-Length or a multipart. A mail counts
as found if a unit is it, byte for byte; "false" are units that are none. Of the mails missed it says how many lie in
units that the import doubts. Exits with 1 if a goal is missed: 99.9 % found, .1 % false, every miss doubted.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

from benchmarks.shared.options import Parser, verdict
from threads.readers import StatedReader, babyl, mbox, mmdf, parse_unit, rnews
from threads.records import Parsed

LEAST_FOUND, MOST_FALSE = 0.999, 0.001
NAMES = "ada bruno chen dalia esme farid".split()
WORDS = "the weir leaks at both ends since flood of May and nobody mended its sluice before autumn rain came".split()
DAYS, MONTHS = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
PROSE = (
    "From here on it gets wet.", "From May 2019 on there were\nNote: fewer boats.", "From what I read in 2019:\nSubject: to doubt.",
    "From ada at the pier, Mon Mar 3", "From: the pier\nTo: the weir\nDate: unknown", "From 10:30 on, 3 March 2003:\nnothing.",
    "From Bruno to Chen it took 1986 days:\nBegin: May", "From bruno@example.org\nwhich is his address.",
)  # fmt: skip


class MadeMail(NamedTuple):
    """A mail in the making: its head, its body, and who and when its separator names."""

    head: str
    body: str
    sender: str
    moment: str

    @property
    def text(self) -> str:
        return f"{self.head}\n\n{self.body}"


def mail(draw: random.Random, number: int, *, is_protected: bool) -> MadeMail:
    name = draw.choice(NAMES)
    day, hour = draw.randrange(1, 29), draw.randrange(24)
    clock, year = f"{hour:02}:{draw.randrange(60):02}:{draw.randrange(60):02}", draw.randrange(1986, 2024)
    month = draw.choice(MONTHS)
    weekday = draw.choice(DAYS)
    fields = [f"From: {name.title()} <{name}@example.org>", f"Date: {weekday}, {day} {month} {year} {clock} +0100"]
    fields += [f"Message-ID: <{number}@example.org>", f"Subject: {words(draw, 3)}"]
    draw.shuffle(fields)
    if draw.random() < 0.3:
        fields.insert(
            0, f"Received: from a.example.org by b.example.org;\n\t{weekday}, {day} {month} {year} {clock} +0000"
        )
    parts = [piece(draw, is_protected=is_protected) for _ in range(draw.randrange(1, 6))]
    body = "\n\n".join([words(draw, 12), *parts]) + "\n"
    if draw.random() < 0.1:
        fields.append(f'Content-Type: multipart/mixed; boundary="b{number}"')
        body = f"--b{number}\n\n{body}\n--b{number}\nContent-Type: message/rfc822\n\n{pasted(draw)}\n--b{number}--\n"
    return MadeMail("\n".join(fields), body, f"{name}@example.org", f"{weekday} {month} {day:2} {clock} {year}")


def words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(count))


def pasted(draw: random.Random) -> str:
    """A mail with its separator, as somebody pastes it."""
    name = draw.choice(NAMES)
    separator = f"From {name}@example.org Mon Mar {draw.randrange(1, 29):2} 10:00:00 2003"
    return f"{separator}\nFrom: {name}@example.org\nTo: weir@example.org\nSubject: {words(draw, 2)}\n\n{words(draw, 9)}"


def piece(draw: random.Random, *, is_protected: bool) -> str:
    """A paragraph that may mislead."""
    chance = draw.random()
    if chance < 0.35:
        return words(draw, 20)
    if chance < 0.6:
        return draw.choice(PROSE)
    if chance < 0.7:
        return f"{'0f' * 20} is the patch:\n\nFrom {'0f' * 20} Mon Sep 17 00:00:00 2001\nFrom: Ada\nDate: today\nSubject: [PATCH] Tar"
    if chance < 0.85 or not is_protected:
        listed = (f"From: {name}@example.org\nSubject: {words(draw, 2)}\n\n{words(draw, 9)}" for name in NAMES[:2])
        return f"{'-' * 70}\n\n" + f"\n\n{'-' * 30}\n\n".join(listed)
    return pasted(draw)


def quoted(body: str, signs: str) -> str:
    return re.sub(f"^(?={signs}From )", ">", body, flags=re.MULTILINE)


def in_mailbox(each: MadeMail, separator: str, body: str, *, head: str = "", gap: str = "\n") -> bytes:
    return f"{separator}\n{each.head}{head}\n\n{body}{gap}".encode()


def usual(each: MadeMail) -> str:
    return f"From {each.sender} {each.moment}"


def with_length(each: MadeMail, body: str) -> bytes:
    return in_mailbox(each, usual(each), body, head=f"\nContent-Length: {len(body)}")


def babyl_mail(each: MadeMail) -> bytes:
    return f"\x1f\f\n1,,\n{each.head}\n\n*** EOOH ***\n{each.text}".encode()


def mmdf_mail(each: MadeMail) -> bytes:
    line = "\1\1\1\1\n"
    return f"{line}{each.text}{line}".encode()


class MailboxForm(NamedTuple):
    """How a mailbox is written: mail by mail, and whether pasted mails are protected."""

    write: Callable[[MadeMail], bytes]
    is_protected: bool = False
    reader: StatedReader = mbox


FORMS = {
    "mboxo": MailboxForm(lambda m: in_mailbox(m, usual(m), quoted(m.body, "")), is_protected=True),
    "mboxrd": MailboxForm(lambda m: in_mailbox(m, usual(m), quoted(m.body, ">*")), is_protected=True),
    "mboxcl": MailboxForm(lambda m: with_length(m, quoted(m.body, "")), is_protected=True),
    "mboxcl2": MailboxForm(lambda m: with_length(m, m.body), is_protected=True),
    "nothing quoted": MailboxForm(lambda m: in_mailbox(m, usual(m), m.body)),
    "no blank line": MailboxForm(lambda m: in_mailbox(m, usual(m), m.body, gap="")),
    "CRLF": MailboxForm(lambda m: in_mailbox(m, usual(m), m.body).replace(b"\n", b"\r\n")),
    "CR": MailboxForm(lambda m: in_mailbox(m, usual(m), m.body).replace(b"\n", b"\r")),
    "Pipermail": MailboxForm(lambda m: in_mailbox(m, f"From {m.sender.replace('@', ' at ')}  {m.moment}", m.body)),
    "Takeout": MailboxForm(lambda m: in_mailbox(m, "From 1844347792267117879@xxx", quoted(m.body, "")), is_protected=True),
    "Takeout, dated": MailboxForm(lambda m: in_mailbox(m, f"From -18443@xxx {m.moment[:-4]}+0000 {m.moment[-4:]}", m.body)),
    "Mozilla": MailboxForm(lambda m: in_mailbox(m, f"From - {m.moment}", m.body)),
    "Eudora": MailboxForm(lambda m: in_mailbox(m, f"From ???@??? {m.moment}", m.body).replace(b"\n", b"\r\n")),
    "Unix of 1986": MailboxForm(lambda m: in_mailbox(m, f"From vax!{m.sender} {m.moment[:-8]} MET DST 86 remote from pier", m.body)),
    "MMDF": MailboxForm(mmdf_mail, is_protected=True, reader=mmdf),
    "Babyl": MailboxForm(babyl_mail, is_protected=True, reader=babyl),
    "rnews": MailboxForm(lambda m: f"#! rnews {len(m.text)}\n{m.text}".encode(), is_protected=True, reader=rnews),
}  # fmt: skip


class CutCount(NamedTuple):
    """What came of one form."""

    found: int
    there: int
    false: int
    undoubted: int

    @property
    def is_reached(self) -> bool:
        return self.found >= LEAST_FOUND * self.there and self.false <= MOST_FALSE * self.there and not self.undoubted


def count(form: MailboxForm, written: Sequence[bytes]) -> CutCount:
    """Cut the mailbox that these mails make; places in it tell which units they are."""
    content = b"".join(written)
    ends, at = {}, 0
    for each in written:
        ends[at] = at = at + len(each)
    found = false = undoubted = at = 0
    for unit in form.reader.units(BytesIO(content)):
        if ends.get(at) == at + len(unit):
            found += 1
        else:
            parsed = parse_unit(form.reader.FORMAT, unit)
            missed = sum(at <= begin < at + len(unit) for begin in ends)
            false += not missed
            undoubted += missed if not (isinstance(parsed, Parsed) and parsed.doubt) else 0
        at += len(unit)
    return CutCount(found, len(written), false, undoubted)


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("mails", 20_000, 60, "mails in all forms together")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    is_reached = True
    for name, form in FORMS.items():
        draw = random.Random(f"{options.seed} {name}")
        mails = (mail(draw, n, is_protected=form.is_protected) for n in range(max(3, options.mails // len(FORMS))))
        counts = count(form, [form.write(each) for each in mails])
        is_reached &= counts.is_reached
        print(
            f"{name:<15} found {counts.found} of {counts.there}, false {counts.false}, "
            f"missed and not doubted {counts.undoubted}: {verdict(is_reached=counts.is_reached)}"
        )
    sys.exit(not is_reached and not options.toy)


if __name__ == "__main__":
    main()
