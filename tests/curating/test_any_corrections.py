"""Any corrections and undos, with imports, rebuilds and forgets between: the archive stays whole, and undoing all leaves no trace.

The suite tries a few, always the same; CORRECTION_ROUNDS=200 pytest tests/curating/test_any_corrections.py tries many.
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.test import Client

from tests.helpers import factories
from tests.helpers.importing import export, run
from tests.helpers.pages import ALL
from threads import curating, models
from threads.curating import RefusedError
from threads.curating.ledger import apply_lines, ledger_lines

pytestmark = pytest.mark.django_db
ROUNDS = int(os.environ.get("CORRECTION_ROUNDS", "1"))
STEPS = 14
ONE, OTHER = "wall", "twin"
PAGES = ALL | {
    "gate.txt": "Who holds the key of the sea gate now that the keeper has moved to the hill?\n\n"
    "Bruno has held it since March, and he opens at slack water.\n\nHe did not open last Tuesday.\n",
    "echo.txt": "He did not open last Tuesday.\n\nLast Tuesday was a feast day, and the gate stays shut on those.\n",
}
MAILS = "".join(
    f"From {name}@harbour.example Mon Jan  1 00:00:00 2001\nFrom: {name.title()} <{name}@harbour.example>\n"
    f"Date: Mon, {day} Jan 2001 00:00:00 +0000\nMessage-ID: <{day}@harbour.example>\n"
    f"{f'In-Reply-To: <{answers}@harbour.example>' if answers else 'X-Note: none'}\nSubject: The crane\n\n{words}\n\n"
    for day, name, answers, words in (
        (1, "ada", 0, "The crane squeaks."),
        (2, "bruno", 1, "> The crane squeaks.\nOil it."),
        (3, "chen", 2, "With what?"),
    )
)
Choice = tuple[Callable[..., object], dict[str, object]]


class _Life:
    """An archive that is corrected, and its twin that is not; both have the same documents."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random, self.folder = Random(seed), folder
        self.waiting = [*PAGES, "crane.mbox"]
        self.random.shuffle(self.waiting)
        self.client = Client()
        self.client.force_login(factories.staff())
        self.seen: set[str] = set()
        self.steps: list[str] = []
        for _ in range(3):
            self.bring()

    @property
    def archive(self) -> models.Archive:
        return models.Archive.objects.get(slug=ONE)

    # What happens beside corrections, to both

    def bring(self) -> None:
        """Import another document."""
        if self.waiting:
            name = self.waiting.pop()
            path = self.folder / name
            path.write_text(PAGES.get(name, MAILS))
            for slug in (ONE, OTHER):
                assert run(path, archive=slug)[0] == 0

    def rebuild(self) -> None:
        call_command("rebuild", ONE, verbosity=0)

    def forget(self) -> None:
        """Take a document back; it may come again. What stood on it alone has no address any more."""
        name = self.random.choice(sorted(self.archive.documents.values_list("path", flat=True)))
        if self.archive.documents.count() > 2:
            for slug in (ONE, OTHER):
                document = models.Document.objects.get(archive__slug=slug, path=name)
                call_command("forget", "--document", str(document.pk), "--yes", verbosity=0)
            self.waiting.insert(0, name)
            self.seen = {address for address in self.seen if self.resolves(address)}

    # Corrections

    def one_of(self, rows):
        found = list(rows.order_by("pk"))
        return self.random.choice(found) if found else None

    def post(self) -> models.Post:
        return self.one_of(
            self.archive.posts.filter(is_missing=False).select_related("archive", "thread", "author", "parent")
        )

    def line(self) -> tuple[models.Document, int]:
        document = self.one_of(self.archive.documents.filter(is_stated=False).select_related("archive"))
        return document, self.random.choice([1, 3, 5, 7])

    def choice(self) -> Choice:
        """A correction of any kind, of anything."""
        kind = self.random.choice(
            "begin begin join join quote move move alone confirm author author rename merge hide show kind title".split()
        )
        post, (document, line) = self.post(), self.line()
        other = self.one_of(self.archive.posts.filter(is_missing=False))
        author = self.one_of(self.archive.authors.select_related("archive"))
        name = self.random.choice(["Ada", "Dalia", "Uncle Chen"])
        source = (document, 1) if line > 1 and self.random.random() < 0.5 else None
        return {
            "begin": (curating.begin_post, {"document": document, "line": line}),
            "join": (curating.join_post, {"document": document, "line": line}),
            "quote": (
                curating.mark_quote,
                {"document": document, "line": line, "is_quote": self.random.random() < 0.6, "source": source},
            ),
            "move": (curating.change_parent, {"post": post, "parent": other}),
            "alone": (curating.change_parent, {"post": post, "parent": None}),
            "confirm": (curating.confirm_parent, {"post": post}),
            "author": (curating.set_author, {"post": post, "name": name}),
            "rename": (curating.rename_author, {"author": author, "name": name}),
            "merge": (
                curating.merge_authors,
                {"author": author, "into": self.one_of(self.archive.authors.select_related("archive"))},
            ),
            "hide": (curating.hide_post, {"post": post}),
            "show": (curating.show_post, {"post": post}),
            "kind": (
                curating.set_page_kind,
                {"document": document, "kind": self.random.choice(["conversation", "collection"])},
            ),
            "title": (curating.name_thread, {"thread": post.thread, "title": self.random.choice(["Gates", "Walls"])}),
        }[kind]

    def correct(self) -> None:
        make, what = self.choice()
        self.steps.append(f"{make.__name__} {what}")
        self.attempt(lambda: make(by=None, **what))

    def undo(self) -> None:
        action = self.one_of(self.archive.actions.filter(is_undone=False))
        if action is not None:
            self.steps.append(f"undo {action.pk}: {action.kind}")
            self.attempt(lambda: curating.undo(action=action))

    def attempt(self, make: Callable[[], object]) -> bool:
        """Make it and read what follows, or be told why it cannot be."""
        try:
            make()
        except RefusedError as refusal:
            self.steps.append(f"refused: {refusal}")
            return False
        assert curating.read_again(self.archive) is curating.Reread.DONE
        return True

    # What holds

    def resolves(self, address: str) -> bool:
        return self.client.get(address, follow=True).status_code == 200

    def is_whole(self) -> None:
        for post in self.archive.posts.select_related("parent"):
            parent = post.parent
            assert (post.position == 0) == (parent is None)
            if parent is not None:
                assert parent.thread_id == post.thread_id
                assert (parent.depth + 1, parent.position < post.position <= parent.last_descendant) == (
                    post.depth,
                    True,
                )
        for record in models.Record.objects.filter(archive=self.archive, document__is_stated=False):
            self._lines_are_held_once(record)
        gone = sorted(address for address in self.seen if not self.resolves(address))
        assert gone == []
        self.seen |= {f"/p/{pk}/" for pk in self.archive.posts.values_list("pk", flat=True)}
        self.seen |= {f"/t/{pk}/" for pk in self.archive.threads.values_list("pk", flat=True)}

    def _lines_are_held_once(self, record: models.Record) -> None:
        filled = [n for n, text in enumerate(bytes(record.raw).decode().split("\n"), 1) if text.strip()]
        assert sorted(line for entry in record.entries for line in entry.lines) == filled
        role_of = {line: entry.role for entry in record.entries for line in entry.lines}
        stands = record.appearances.filter(is_original=True).values_list("first_line", "last_line")
        held = [line for first, last in stands for line in range(first, last + 1) if line in role_of]
        of_posts = [line for line in filled if role_of[line] not in ("chrome", "profile", "duplicate")]
        assert sorted(held) == of_posts

    def undo_all(self) -> None:
        """The last first nothing stands in the way."""
        for action in list(self.archive.actions.filter(is_undone=False).order_by("-made_at", "-pk")):
            self.steps.append(f"undo {action.pk}: {action.kind}")
            assert self.attempt(lambda action=action: curating.undo(action=action))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_undoing_all_leaves_what_the_documents_say(seed, tmp_path) -> None:
    life = _Life(seed, tmp_path)
    happenings = [life.correct] * 8 + [life.undo] * 2 + [life.bring, life.rebuild, life.forget]
    try:
        for _ in range(STEPS):
            life.random.choice(happenings)()
            life.is_whole()
        life.undo_all()
        life.is_whole()
        assert export(ONE) == export(OTHER)
    except AssertionError:
        print("\n".join(life.steps))
        raise


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_ledger_leads_the_twin_to_the_same_archive(seed, tmp_path) -> None:
    """Without forgets: the same documents. Each line is made, or said to be in conflict, and then the two may differ."""
    life = _Life(seed + 1_000, tmp_path)
    for _ in range(STEPS // 2):
        life.random.choice([life.correct] * 5 + [life.undo, life.bring])()
    lines = list(ledger_lines(life.archive))

    replay = apply_lines([line.replace(f'"archive": "{ONE}"', f'"archive": "{OTHER}"') for line in lines], _read)

    assert replay.made + len(replay.conflicts) == len(lines)
    if not replay.conflicts:
        assert export(OTHER) == export(ONE)
        twins = ledger_lines(models.Archive.objects.get(slug=OTHER))
        assert [line.replace(f'"archive": "{OTHER}"', f'"archive": "{ONE}"') for line in twins] == lines


def _read(archive: models.Archive) -> None:
    assert curating.read_again(archive) is curating.Reread.DONE
