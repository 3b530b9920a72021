"""A post, and one of its sentences -> how it is cited, and where the sentence stands now.

A sentence is named by its own words (html/cited_sentences.py). A later import may part the post in two or join it with
another; the sentence is then looked for in the posts around, and either found exactly or said to be gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models import Q
from django.db.models.functions import Length

from threads.html.cited_sentences import KEY, CitedSentence, sentences_of, with_sentence
from threads.models import Appearance, Post
from threads.selectors.post import PostPage, post_page

if TYPE_CHECKING:
    from datetime import datetime

    from threads.querysets import Visitor

# Posts around one that are looked through for a sentence that left it, and how long their html may be altogether.
AROUND_MOST = 200
AROUND_LENGTH = 1_000_000
# A longer sentence is told to browsers by so many words at either end of it.
ENDS_WORDS = 6
BIBTEX_SPECIAL = str.maketrans({character: f"\\{character}" for character in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


@dataclass(frozen=True, slots=True)
class CitePage:
    """A post with its sentences; ``chosen`` is the one that is cited, if one is."""

    page: PostPage
    sentences: tuple[CitedSentence, ...]
    chosen: CitedSentence | None
    is_gone: bool  # a sentence was asked for that does not stand in it

    @property
    def title(self) -> str:
        return self.page.post.subject or self.page.thread.title

    @property
    def author(self) -> str:
        return self.page.post.author or self.page.post.alias

    def address(self, site: str) -> str:
        """Where the post is read, or the sentence in it: by our own mark, and by its words for browsers that look for these."""
        address = f"{site}/p/{self.page.post.id}/"
        return f"{address}{sentence_address(self.chosen)}" if self.chosen else address

    def words(self, site: str) -> str:
        """The citation as text."""
        when = self.page.post.posted_at
        who = self.author or "Unknown author"
        said = f"{who}: “{self.chosen.words}” In: " if self.chosen else f"{who}, in: "
        dated = f", {when.day} {when:%B %Y}" if when else ""
        place = f"{self.title}, post {self.page.post.number}, {self.page.thread.archive.title}{dated}"
        return f"{said}{place}. {self.address(site)}"

    def bibtex(self, site: str, today: datetime) -> str:
        """The citation as an entry of BibTeX."""
        post = self.page.post
        fields = {
            "author": f"{{{_bibtex(self.author)}}}" if self.author else "",
            "title": f"{{{_bibtex(self.title)}}}",
            "howpublished": _bibtex(f"{self.page.thread.archive.title}, post {post.number}"),
            "year": f"{post.posted_at:%Y}" if post.posted_at else "",
            "month": str(post.posted_at.month) if post.posted_at else "",
            "note": _bibtex(f"“{self.chosen.words}”") if self.chosen else "",
            "url": self.address(site),
            "urldate": f"{today:%Y-%m-%d}",
        }
        lines = (f"  {name} = {{{value}}}," for name, value in fields.items() if value)
        return "\n".join([f"@misc{{post{post.id},", *lines, "}"])


def sentence_address(sentence: CitedSentence) -> str:
    """What comes behind the address of a post to lead to one of its sentences."""
    words = sentence.words.split()
    is_long = len(words) > 2 * ENDS_WORDS
    ends = (words[:ENDS_WORDS], words[-ENDS_WORDS:]) if is_long else (words,)
    told = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"?s={sentence.key}#s-{sentence.key}:~:text={told}"


def _bibtex(text: str) -> str:
    return text.translate(BIBTEX_SPECIAL)


def cite_page(user: Visitor, post_id: int, key: str) -> CitePage:
    """As many queries as a post's page."""
    page = post_page(user, post_id, context=0)
    sentences = tuple(sentences_of(page.post.html))
    chosen = next((sentence for sentence in sentences if sentence.key == key), None)
    return CitePage(page, sentences, chosen, is_gone=bool(key) and chosen is None)


def with_cited(page: PostPage, key: str) -> PostPage | None:
    """The page with the sentence marked in its post; None where that does not hold it."""
    html = with_sentence(page.post.html, key) if KEY.fullmatch(key) else None
    return None if html is None else replace(page, post=replace(page.post, html=html))


def post_with_sentence(user: Visitor, page: PostPage, key: str) -> int | None:
    """Which of the posts of its thread and its documents holds a sentence that a post held once. One query."""
    if not KEY.fullmatch(key):
        return None
    records = {appearance.record_id for appearance in page.appearances}
    beside = Appearance.objects.filter(record__in=records).values("post_id")
    around = (
        Post.objects.visible_to(user)
        .filter(Q(thread_id=page.thread.id) | Q(pk__in=beside), is_missing=False)
        .exclude(pk=page.post.id)
        .annotate(length=Length("html"))
        .filter(length__lt=AROUND_LENGTH // AROUND_MOST)
        .order_by("thread_id", "position")
    )
    for post_id, html in around.values_list("id", "html")[:AROUND_MOST]:
        if key in (sentence.key for sentence in sentences_of(html)):
            return post_id
    return None
