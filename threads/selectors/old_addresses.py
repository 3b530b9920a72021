"""Addresses of a forum that is archived here -> the posts that stood there.

https://forum.example/t/tenor/12/3?u=ada        as its format states it, whatever is left out: scheme, www, a last slash
https://forum.example/t/12/3                    a topic and a post by number, where posts are named so
https://list.example/r/<id of a mail>/          a mail, wherever it is kept
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db.models import Q

from threads.models import Archive, Post
from threads.selectors.compiled import Compiled, Given

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from threads.querysets import Visitor

ADDRESS = re.compile(r"https?://[^\s/?#]+[/?]\S+", re.IGNORECASE)
MAIL_ID = re.compile(r"<?([^\s<>@/]{1,250}@[^\s<>@/]{1,250})>?")
# A link as html/inline.py writes it.
LINKED = '<a href="http'
LINK = re.compile(r'<a href="(?P<address>https?://[^"]{1,2000})" rel="nofollow ugc[^"]{0,60}">')
TOPIC = re.compile(r"/t/(?:[^/]+/(?=\d{1,18}/\d)|(?!\d{1,18}/)[^/]+/)?(?P<topic>\d{1,18})(?:/(?P<post>\d{1,18}))?/?")
LENGTH_MOST = 2000
# So many of the addresses on a page are looked up.
ADDRESSES_MOST = 200


class OldAddress(NamedTuple):
    """How an address may be stored, and the ids that it names; ``host`` is empty where an id holds anywhere."""

    host: str
    urls: tuple[str, ...]
    ids: tuple[str, ...]


def is_old_address(text: str) -> bool:
    """Whether what was typed is one address, or the id of a mail as they are written in heads."""
    return bool(ADDRESS.fullmatch(text) or (text.startswith("<") and MAIL_ID.fullmatch(text)))


def read_address(text: str) -> OldAddress:
    """What an address, or the id of a mail, may be known by."""
    mail = MAIL_ID.fullmatch(text)
    if mail:
        return OldAddress("", (), (mail[1],))
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return OldAddress("", (), ())
    named = next((m[1] for part in parts.path.split("/") if (m := MAIL_ID.fullmatch(unquote(part)))), "")
    if named:
        return OldAddress("", (), (named,))
    topic = TOPIC.fullmatch(parts.path)
    ids = (f"{topic['topic']}/{topic['post'] or 1}",) if topic else ()
    return OldAddress(host, _written(parts.netloc.removeprefix("www."), parts.path, parts.query, parts.fragment), ids)


def paths_of(path: str) -> tuple[str, ...]:
    """A stored path, and the shorter ones under which such a forum shows the same post."""
    topic = TOPIC.fullmatch(path)
    if not topic or not topic["post"]:
        return (path,)
    short = f"/t/{topic['topic']}"
    opening = (path[: topic.end("topic")], short) if int(topic["post"]) == 1 else ()
    return tuple(dict.fromkeys((path, f"{short}/{topic['post']}", *opening)))


def _written(host: str, path: str, query: str, fragment: str) -> tuple[str, ...]:
    """The ways in which one address is written."""
    paths = {path, path.rstrip("/") or "/", f"{path.rstrip('/')}/"}
    sessionless = "&".join(f"{name}={value}" for name, value in parse_qsl(query) if name not in ("sid", "s", "u"))
    queries = (
        {"", *(f"?{each}" for each in (query, sessionless) if each)}
        if "=" not in query
        else {f"?{query}", f"?{sessionless}"}
    )
    tails = {"", *([f"#{fragment}"] if fragment else [])}
    return tuple(
        f"{scheme}://{www}{host}{path}{query}{tail}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for path in sorted(paths)
        for query in sorted(queries)
        for tail in sorted(tails, reverse=True)
    )


def addresses_in(htmls: Iterable[str], urls: Iterable[str]) -> list[str]:
    """The addresses that posts link to within the forum on which they stood, and those that name a mail."""
    linked = [html for html in htmls if LINKED in html]
    if not linked:
        return []
    links = dict.fromkeys(unescape(m["address"]) for html in linked for m in LINK.finditer(html))
    hosts = {_host(url) for url in urls if url} - {""}
    return [each for each in links if "@" in each or "%40" in each or (hosts and _host(each) in hosts)]


def within(html: str, leads: Mapping[str, int]) -> str:
    """A post's html whose links to what stands here lead there; the old address is told beside."""
    if not leads or LINKED not in html:
        return html

    def led(m: re.Match[str]) -> str:
        post_id = leads.get(unescape(m["address"]))
        return f'<a class="kept" href="/p/{post_id}/" title="{m["address"]}">' if post_id else m[0]

    return LINK.sub(led, html)


def posts_at(user: Visitor, addresses: Iterable[str]) -> Mapping[str, int]:
    """By address, the post that stood there, if it is here. One query, or none."""
    asked = {address: read_address(address) for address in dict.fromkeys(addresses) if len(address) <= LENGTH_MOST}
    asked = {address: asked[address] for address in list(asked)[:ADDRESSES_MOST]}
    urls = {url for old in asked.values() for url in old.urls}
    keys = {_key(id_) for old in asked.values() for id_ in old.ids}
    if not urls and not keys:
        return {}
    by_url: dict[str, int] = {}
    by_key: defaultdict[bytes, list[tuple[str, int]]] = defaultdict(list)
    for post_id, url, key in _STOOD.rows(user, urls=list(urls), keys=list(keys)):
        by_url.setdefault(url, post_id)
        by_key[bytes(key)].append((_host(url), post_id))
    found = {address: _found(old, by_url, by_key) for address, old in asked.items()}
    return {address: post_id for address, post_id in found.items() if post_id}


def _stood(user: Visitor) -> QuerySet:
    archives = Archive.objects.visible_to(user).values("pk")
    at_url = Q(url__among=Given("urls")) & ~Q(url="")
    of_id = Q(archive_id__in=archives, key__among=Given("keys"))
    posts = Post.objects.visible_to(user).filter(at_url | of_id, is_missing=False)
    return posts.order_by("thread_id", "position", "id").values_list("id", "url", "key")


_STOOD = Compiled(_stood)


def _found(old: OldAddress, by_url: Mapping[str, int], by_key: Mapping[bytes, list[tuple[str, int]]]) -> int | None:
    """By the whole address first; a number is an id only within the forum whose address it is."""
    found = next((by_url[url] for url in old.urls if url in by_url), None)
    if found:
        return found
    named = (each for id_ in old.ids for each in by_key.get(_key(id_), ()))
    return next((post_id for host, post_id in named if not old.host or host == old.host), None)


def _key(id_: str) -> bytes:
    return sha256(b"id:" + id_.encode("utf-8", "replace")).digest()


def _host(url: str) -> str:
    """The host of an address, without www: by hand, since every post of a page has one."""
    parts = url.split("/", 3)
    return parts[2].rpartition("@")[2].partition(":")[0].lower().removeprefix("www.") if len(parts) > 2 else ""
