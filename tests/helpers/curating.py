"""Posts to correct, by their words, and times that come later."""

from pathlib import Path

from django.core.management import call_command

from tests.helpers.importing import run
from tests.helpers.pages import ANSWER, REPLY
from threads import models


def post_of(text: str) -> models.Post:
    """The post that says the last line of a page."""
    return models.Post.objects.get(is_missing=False, own_text__contains=text.strip().split("\n")[-1])


def later(pages: Path) -> None:
    """What happens after a correction: another page on the same subject is imported, and all is read again."""
    (pages / "reply.txt").write_text(REPLY)
    assert run(pages / "reply.txt")[0] == 0
    assert models.Quote.objects.filter(post=post_of(REPLY), source_post=post_of(ANSWER)).exists()
    call_command("rebuild", "wall", verbosity=0)
