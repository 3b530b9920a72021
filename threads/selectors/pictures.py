"""Posts -> the pictures in them that are here, and the bytes of one; whoever may not see the post sees neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import Http404
from django.urls import reverse

from threads.html.pictured import PictureHere, attached_names, names_in, place_key
from threads.models import Picture, PicturePlace, Post
from threads.records import attached_place

if TYPE_CHECKING:
    from threads.querysets import Visitor
    from threads.selectors.stated import Stated

NO_PICTURES: Mapping[str, PictureHere] = {}
SUFFIXES = {"jpeg": "jpg"}
STANDS_AND_PICTURES = """
    SELECT a.post_id, r.document_id, d.is_stated, r.ordinal, min(a.first_line), NULL::bytea, NULL::bytea, '', 0, 0
    FROM threads_appearance a JOIN threads_record r ON r.id = a.record_id JOIN threads_document d ON d.id = r.document_id
    WHERE a.is_original AND a.post_id = ANY(%(posts)s) GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT a.post_id, 0, false, 0, 0, l.key, p.key, p.form, p.width, p.height
    FROM threads_appearance a JOIN threads_pictureplace l ON l.record_id = a.record_id
    JOIN threads_picture p ON p.id = l.picture_id WHERE a.post_id = ANY(%(named)s) AND l.key = ANY(%(keys)s)
"""


@dataclass(frozen=True, slots=True)
class ServedPicture:
    """A picture to be sent: its type and bytes, and whether everybody may have it."""

    id: int
    key: str
    form: str
    is_public: bool

    @property
    def name(self) -> str:
        return f"{self.key}.{SUFFIXES.get(self.form, self.form)}"


def names_of(posts: Iterable[tuple[int, str, Any]]) -> Mapping[int, set[str]]:
    """By post, the names of its pictures; posts are given by id, html and facts. Most have none."""
    return {post: names for post, html, facts in posts if (names := _names(html, facts))}


def stands_and_pictures(
    posts: Sequence[int], named: Mapping[int, set[str]]
) -> tuple[list[tuple[int, int, bool, int, int]], Mapping[int, Mapping[str, PictureHere]]]:
    """Where posts begin, as a page asks of all of them, and in the same query the pictures that they name, by post and name."""
    name_of = {place_key(name): name for names in named.values() for name in names}
    with connection.cursor() as cursor:
        cursor.execute(STANDS_AND_PICTURES, {"posts": list(posts), "named": list(named), "keys": list(name_of)})
        rows = cursor.fetchall()
    found: dict[int, dict[str, PictureHere]] = {}
    for post, *_, key, content_key, form, width, height in rows:
        name = name_of[bytes(key)] if key is not None else ""
        if name in named.get(post, ()):
            found.setdefault(post, {}).setdefault(name, _picture(post, content_key, form, width, height))
    return [row[:5] for row in rows if row[5] is None], found


def with_attached(stated: Stated, html: str, pictures: Mapping[str, PictureHere]) -> Stated:
    """What is stated of a post, with the pictures among its attachments that do not stand in its words already."""
    shown = {pictures[name].address for name in names_in(html) if name in pictures}
    files = [
        replace(file, picture=picture)
        if (picture := pictures.get(attached_place(number))) and picture.address not in shown
        else file
        for number, file in enumerate(stated.attachments)
    ]
    return replace(stated, attachments=tuple(files))


def post_picture(user: Visitor, post_id: int, key: str) -> ServedPicture:
    """A picture of a post, by its sha256; two queries, neither of which fetches its bytes."""
    columns = ("html", "facts", "archive__is_published")
    row = Post.objects.visible_to(user).filter(pk=post_id).values_list(*columns).first()
    names = _names(row[0], row[1]) if row else set()
    if row is None or not names:
        raise Http404
    places = PicturePlace.objects.visible_to(user).filter(
        record__appearances__post_id=post_id,
        key__in=[place_key(name) for name in names],
        picture__key=bytes.fromhex(key),
    )
    found = places.values_list("picture_id", "picture__form").first()
    if found is None:
        raise Http404
    return ServedPicture(found[0], key, found[1], is_public=row[2])


def picture_content(picture: ServedPicture) -> bytes:
    """The bytes of a picture that may be sent."""
    content = Picture.objects.filter(pk=picture.id).values_list("content", flat=True).first()
    if content is None:
        raise Http404
    return bytes(content)


def _names(html: str, facts: Any) -> set[str]:
    return {*names_in(html), *attached_names(facts).values()}


def _picture(post: int, key: bytes, form: str, width: int, height: int) -> PictureHere:
    name = f"{bytes(key).hex()}.{SUFFIXES.get(form, form)}"
    return PictureHere(reverse("threads:post_picture", args=[post, name]), width, height)
