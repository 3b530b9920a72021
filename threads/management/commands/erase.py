"""Take posts out for good: `manage.py erase --post ID [--post ID ...] | --author ID [--reason TEXT] [--dry-run] [--yes]`."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from threads.curating import Erasing, RefusedError, consequences_of, erase, of_author, sweep_up
from threads.curating.erasing import sentences_of
from threads.loading.erasing.carrying_out import Erased
from threads.management.asking import agrees
from threads.management.unchecked import UncheckedCommand
from threads.models import Author, Post
from threads.terminal import counted, printable

EXIT_BUSY = 75
# The largest number that a column of ids holds.
ID_MOST = 2**63 - 1


class Command(UncheckedCommand):
    """Erase posts: their words, wherever they stand, and the bytes that they were read from."""

    help = "Erase posts for good, out of the documents too, and keep later imports from bringing them back."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--post", type=int, action="append", metavar="ID", help="the number in its address, /p/ID/; may be repeated"
        )
        what.add_argument("--author", type=int, metavar="ID", help="all posts of an author, /u/ID/, and the name")
        parser.add_argument("--reason", default="", metavar="TEXT", help="shown to everybody at the posts' addresses")
        parser.add_argument("--keep-quotes", action="store_true", help="leave what other posts quote")
        parser.add_argument("--dry-run", action="store_true", help="tell what would go, and change nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options: Any) -> None:
        erasings = [self._of_author(options)] if options["author"] else self._of_posts(options)
        for each in erasings:
            self.stdout.write(f"In the archive {each.archive.slug}:")
            for sentence in sentences_of(consequences_of(each)):
                self.stdout.write(f"  {printable(sentence)}")
        if not options["dry_run"] and not options["yes"] and not agrees("Erase this for good?"):
            self.stdout.write("Nothing was erased.")
            sys.exit(2)
        try:
            for each in erasings:
                done = erase(each, by=None, reason=options["reason"], is_dry=options["dry_run"], wait=True)
                self._tell(done)
        except RefusedError as error:
            self.stderr.write(str(error))
            sys.exit(EXIT_BUSY)
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was erased.")
        elif sweep_up():
            self.stdout.write("The tables were vacuumed. Backups, and copies made from them, hold it still.")

    def _tell(self, done: Erased) -> None:
        self.stdout.write(
            f"{counted(done.posts, 'post')} erased, {counted(done.lines, 'line')} out of {counted(done.records, 'record')}"
            f" in {counted(done.documents, 'document')}; {done.quoting:,} others lost what they repeated."
        )
        if done.kept_as_read:
            self.stdout.write(
                f"Of {counted(done.kept_as_read, 'record')} the rest is kept as it was read, for its bytes could not be"
                " parted from what was erased."
            )

    def _of_posts(self, options: dict[str, Any]) -> list[Erasing]:
        numbers = list(dict.fromkeys(min(number, ID_MOST) for number in options["post"]))
        posts = {post.pk: post for post in Post.objects.filter(pk__in=numbers).select_related("archive")}
        lost = [number for number in numbers if number not in posts]
        if lost:
            raise CommandError(f"There is no post {lost[0]}.")
        archives = {post.archive_id: post.archive for post in posts.values()}
        return [
            Erasing(
                archive, tuple(pk for pk, post in posts.items() if post.archive_id == number), options["keep_quotes"]
            )
            for number, archive in archives.items()
        ]

    def _of_author(self, options: dict[str, Any]) -> Erasing:
        author = Author.objects.filter(pk=min(options["author"], ID_MOST)).select_related("archive").first()
        if author is None:
            raise CommandError(f"There is no author {options['author']}.")
        return of_author(author, keep_quotes=options["keep_quotes"])
