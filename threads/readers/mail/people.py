"""From and its neighbours -> the author's name to show, and the address that tells them apart, which is never shown."""

from __future__ import annotations

import re
from email.utils import parseaddr

from threads.readers.mail.headers import Head, readable, unfolded, without_codes
from threads.records import writable

USUAL = re.compile(r'^"?([^"<>,;()\\]*?)"?\s*<([^<>\s,]+@[^<>\s,]+)>$')
# How pipermail writes it: "ada at example.org (Ada)".
AT = re.compile(r"^([^\s<>(]{1,100}) (?:at|AT|\[at\]) ([\w.-]{1,200})(?: \((.{0,200})\))?$")
# How Google Groups and Mailman put a list in the place of an author, also where no field names the list.
QUOTED_VIA = re.compile(r"^'?([^']{1,100})'(?: \(.{0,80}\))? via \S.{0,80}$", re.IGNORECASE)
# "ada!tides!mcvax (Ada Quill)", and an address without brackets: "Ada Quill" ada@example.org
COMMENTED = re.compile(r"^(\S{1,200}) {1,3}\(([^()]{1,200})\)$")
# "Ada Quill [mailto:ada@example.org]", "ada (at) example.org (Ada Quill)", "Ada Quill <ada!tides!mcvax>".
MAILTO = re.compile(r"^([^\[\]<>]{0,200}?) ?\[(?:mailto:)?([^\s<>\[\]@]{1,200}@[^\s<>\[\]@]{1,200})\]$")
MASKED = re.compile(r"^([^\s<>()]{1,100}) \(at\) ([\w.-]{1,200})(?: \((.{0,200})\))?$", re.IGNORECASE)
BANGED = re.compile(r"^(.{0,200}?) ?<([^\s<>@]{1,100}![^\s<>@]{1,100})>$")
UNBRACKETED = re.compile(r'^(?:"([^"<>]{1,200})"|\(([^()]{1,200})\)) {1,3}([^\s<>@]{1,200}@[^\s<>@]{1,200})$')
# An address before the name: <ada@example.org> Ada Quill
LEADING = re.compile(r"^<([^<>\s]{1,200}@[^<>\s]{1,200})> {1,3}([^<>@]{1,200})$")
ENCLOSED = re.compile(r"^\(([^()]{1,200})\)$")
# "Tides (on behalf of Ada Quill)", as Sympa writes it, "tides-request on behalf of Ada Quill", as Outlook shows it.
ON_BEHALF = re.compile(r"\bon behalf of[ \"\\]{1,4}([^\"()\\]{1,100})", re.IGNORECASE)
BOUNCER = re.compile(r"\S{1,80}-(?:request|bounces|owner|admin|errors)\S{0,80}")
WITH_ADDRESS = re.compile(r" ?<[^<>\s]{1,200}(?:@| at )[^<>\s]{1,200}>")
ESCAPED = re.compile(r"\\(.)")
VIA = re.compile(r"^(.+?)(?: \(.{0,80}\))? via \S.{0,80}$", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]{1,80}@[\w-]{1,80}\.[\w.-]{1,80}")
# Commas that should have been quoted do not hide the only address.
BRACKETED = re.compile(r"([^<]*)<([^<>\s]+@[^<>\s]+)>\s*$")
LONGEST, LONGEST_NAME = 1_000, 200


def author_of(head: Head, charset: str = "", letters: str = "") -> tuple[str, str]:
    """The name and the address of who wrote a mail; either may be empty."""
    name, address = name_and_address(head.get("from") or head.get("sender"), charset, letters)
    behind = _behind(name, address, head, charset)
    if behind is None:
        return name, address
    # A list that sends in its own name keeps the author's address in X-Original-From or Reply-To, if at all.
    _, own = name_and_address(head.get("x-original-from") or head.get("reply-to"), charset)
    is_own_name = not _is_list(address, head) and ON_BEHALF.search(name)
    if is_own_name:
        return behind, address
    return behind, "" if own == address or _is_list(own, head) else own


def _behind(name: str, address: str, head: Head, charset: str) -> str | None:
    """Who wrote a mail that a list sends in its own name; None where it does not."""
    m = ON_BEHALF.search(name)
    if m and (_is_list(address, head) or BOUNCER.fullmatch(name[: m.start()].strip(' ("'))):
        return m[1].strip("'\" ")
    m = VIA.match(name) if " via " in name else None
    if m and (quoted := QUOTED_VIA.match(name)):
        return quoted[1].strip("'\" ")
    if m and (head.get("x-original-from") or _is_list(address, head)):
        return m[1].strip("'\" ")
    if not head.get("reply-to") or not _is_list(address, head):
        return None
    # In other languages the name alone can be told, by what Reply-To says.
    own, _ = name_and_address(head.get("reply-to"), charset)
    return own if len(own) < len(name) and name.startswith(f"{own} ") else None


def name_and_address(value: bytes, charset: str = "", letters: str = "") -> tuple[str, str]:
    """Part one address of a header into a name, never an address, and the address in lower case."""
    line = unfolded(value)
    if len(line) > LONGEST:
        # The address stands at the end.
        line = line[: LONGEST // 2] + line[line.rfind(b"<", -LONGEST // 2) :]
    text = line.decode("ascii") if line.isascii() else readable(line, charset, letters)
    if m := USUAL.match(text):
        name, address = m[1], m[2]
    elif m := AT.match(text):
        name, address = m[3] or "", f"{m[1]}@{m[2]}"
    else:
        name, address = _odd(text)
    name = without_codes(name) if "=?" in name else name
    return shown(name, address), writable(address.lower())


def shown(name: str, address: str) -> str:
    """A name without the quotation marks that mailers put around it; where it is an address, its local part."""
    name = " ".join(name.split()).strip("'\"` ") if name else ""
    if "\\" in name:
        name = ESCAPED.sub(r"\1", name)
    if "<" in name:
        name = WITH_ADDRESS.sub("", name).removesuffix(f" <{address.partition('@')[0]}>") or name
    if m := ENCLOSED.match(name):
        name = m[1]
    if m := AT.match(name):
        name = m[1]
    name = name or address.partition("@")[0]
    return writable(ADDRESS.sub(lambda m: m[0].partition("@")[0], name) if "@" in name else name)[:LONGEST_NAME]


def _odd(text: str) -> tuple[str, str]:
    """What the library makes of it; a name is all that it leaves where it finds no address."""
    if m := COMMENTED.match(text):
        return m[2], m[1]
    if m := UNBRACKETED.match(text):
        return m[1] or m[2], m[3]
    if m := LEADING.match(text):
        return m[2], m[1]
    if m := MASKED.match(text):
        return m[3] or "", f"{m[1]}@{m[2]}"
    if m := MAILTO.match(text) or BANGED.match(text):
        return m[1], m[2]
    if text.count("<") == 1 and (m := BRACKETED.match(text)):
        return m[1].strip(' "'), m[2]
    try:
        name, address = parseaddr(text)
    except (ValueError, IndexError, RecursionError):
        name, address = "", ""
    if "@" in address:
        return name, address
    left, _, rest = text.partition("<")
    inside = rest.partition(">")[0].strip()
    return left.strip(' "'), inside if "@" in inside else ""


def _is_list(address: str, head: Head) -> bool:
    local, _, host = address.partition("@")
    fields = head.get("list-post") + head.get("list-id") + head.get("x-beenthere")
    fields = fields.lower()
    return bool(local) and (address.encode() in fields or f"{local}.{host}".encode() in fields)
