"""Names that programs give to the parts of a post -> which part it is. The structure decides; a name speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from threads.readers.page_records.dom import Node
from threads.words.vocabulary import folded

WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
AUTHOR = frozenset("author username user nick nickname poster postauthor postedby membername hnuser usr creator byline"
                   " authorname displayname screenname postuser who fn".split())  # fmt: skip
# What stands beside a name and is none.
NO_AUTHOR = frozenset("avatar photo image img icon title rank info stats count posts group signature status badge online"
                      " joined location role flair details tools menu edit moderator".split())  # fmt: skip
DATE = frozenset("date time timestamp datetime posted submitted published created when age dateline postdate posttime ago"
                 " datecreated permalink dtstamp".split())  # fmt: skip
NO_DATE = frozenset("edited edit modified updated joined join registered lastedit last seen birthday".split())
BODY = frozenset("body content message text post postbody posttext comment commtext entry msg say usertext md description"
                 " postcontent messagetext usercontent".split())  # fmt: skip
NO_BODY = frozenset("footer header head meta info tools actions share foot buttons controls".split())
POST = frozenset("post message msg comment reply topic article entry node postbit blockpost thread".split())
NO_POST = frozenset("list wrapper container posts messages comments replies topics threads form page body content footer header"
                    " sidebar menu".split())  # fmt: skip
QUOTE = frozenset("quote quotes quoted bbquote quotebox blockquote quotecontent citation zitat cite quotation quoter"
                  " bbcodequote forumquote quotemain".split())  # fmt: skip
NO_QUOTE = frozenset(
    "button link reply icon multi multiquote tools action actions select target click jump count".split()
)
SIGNATURE = frozenset("signature sig signatur postsig usersig firma postsignature usersignature messagesignature sigcontent"
                      " signaturecontainer".split())  # fmt: skip
EDIT = frozenset("lastedit lastedited editedby edited".split())
CHROME = frozenset("nav navigation menu breadcrumb breadcrumbs sidebar footer pagination pager toolbar related similar"
                   " share".split())  # fmt: skip
NOTICE = frozenset("notice notices warning alert announcement important noscript cookie banner".split())
# What stands before who edited a post, and when.
EDITED = tuple(sorted(folded("edited")))
# What stands alone before a name, and what on a button.
WRITTEN_BY, BUTTONS = folded("written_by"), folded("buttons", "labels", "in_reply_to")
PROFILE_LINK = re.compile(
    r"(?:profile|profil|/users?[/=]|/members?[/.=-]|member\.php|memberid|\bu=\d|[?&;]user|\buser\?id=|/u/|/author/|/people/|~\w"
    r"|mitglied|benutzer|utilisateur|usuario|/id/\d|user-dashboard|/community/[\w-]+$)",
    re.IGNORECASE,
)
POST_ID = re.compile(
    r"^(?:[a-z_-]*?(?:post|msg|message|comment|reply|answer|entry|item|pid|thing|discussion)[a-z]{0,12}[-_]?|[a-z]{0,2}[-_]?)"
    r"(?:t\d_)?(\d{1,19})$",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")
NAMING = ("itemprop", "data-role", "data-testid")


@lru_cache(maxsize=4096)
def parts(name: str) -> frozenset[str]:
    """The words that a class name is made of: "post-authorName" -> post, author, name; and all of it as one."""
    return frozenset((*(word.lower() for word in WORD.findall(name[:80])), re.sub("[-_]", "", name[:80].lower())))


def is_named(names: Iterable[str], wanted: frozenset[str], unwanted: frozenset[str] = frozenset()) -> bool:
    """Whether one of some class names has a word that is wanted, and none that is not."""
    for name in names:  # noqa: SIM110 (asked of every element, several times)
        if _is_wanted(name, wanted, unwanted):
            return True
    return False


@lru_cache(maxsize=16_384)
def _is_wanted(name: str, wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    words = parts(name)
    return not words.isdisjoint(wanted) and words.isdisjoint(unwanted)


def says(node: Node) -> tuple[str, ...]:
    """All by which an element is named: its classes, its property, its id if that is one of its kind."""
    if node.said is None:
        own = node.attributes
        named = tuple(own[key] for key in NAMING if key in own)
        node.said = (*node.classes, *named, *((node.id,) if node.id and not DIGITS.search(node.id) else ()))
    return node.said


def is_quote(node: Node) -> bool:
    """Whether an element holds the words of somebody else."""
    if node.tag == "blockquote":
        # Some programs put every text into one.
        return not is_named(node.classes, BODY) or is_named(node.classes, QUOTE, NO_QUOTE)
    return is_named(node.classes, QUOTE, NO_QUOTE)


def is_signature(node: Node) -> bool:
    """Whether an element is what an author signs all posts with."""
    return is_named((*says(node), node.id, node.attributes.get("component", "")), SIGNATURE)


def shape(node: Node) -> str:
    """An element without what tells it from others of its kind: its tag and its classes without numbers."""
    return ".".join((node.tag, *sorted({DIGITS.sub("#", name) for name in node.classes})))
