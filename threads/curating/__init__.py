"""Corrections by people: each is stored under a key made of content, takes effect, and can be undone.

What can be changed by itself is changed at once: a name, whether a post is shown. All that a reading makes of it (trees,
folds, counts) follows when the documents concerned are read again. Where that is quick, ``read_again`` does it.
"""

from threads.curating import telling
from threads.curating.archives import Consequences, consequences, forget_document, publish, unpublish
from threads.curating.author_corrections import NameTakenError, check_merge, check_name, merge_authors, rename_author
from threads.curating.base import RefusedError
from threads.curating.erasing import Erasing, consequences_of, erase, erase_post, of_author, sweep_up
from threads.curating.line_corrections import SaidError, begin_post, join_post, mark_quote, set_page_kind
from threads.curating.post_corrections import (
    change_parent,
    check_parent,
    confirm_parent,
    hide_post,
    name_thread,
    set_author,
    show_post,
)
from threads.curating.reread import Reread, read_again
from threads.curating.undoing import undo

__all__ = [
    "Consequences",
    "Erasing",
    "NameTakenError",
    "RefusedError",
    "Reread",
    "SaidError",
    "begin_post",
    "change_parent",
    "check_merge",
    "check_name",
    "check_parent",
    "confirm_parent",
    "consequences",
    "consequences_of",
    "erase",
    "erase_post",
    "forget_document",
    "hide_post",
    "join_post",
    "mark_quote",
    "merge_authors",
    "name_thread",
    "of_author",
    "publish",
    "read_again",
    "rename_author",
    "set_author",
    "set_page_kind",
    "show_post",
    "sweep_up",
    "telling",
    "undo",
    "unpublish",
]
