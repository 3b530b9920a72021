"""What a visitor finds in sample/, the archive that every new site begins with."""

import pytest
from django.conf import settings
from django.core.management import call_command

from threads.models import Archive, Document, Post, Thread
from threads.readers import find_documents, read_document, read_file
from threads.reconstruct.components import reconstruct_archive
from threads.words.kinds import Role

SAMPLE = settings.BASE_DIR / "sample"
THEREMIN, BUYING = "a-theremin-that-drifts.txt", "buying-an-old-theremin.txt"
POND_1, POND_2 = "pond-on-plot-14-page-1.txt", "pond-on-plot-14-page-2.txt"
ROOKS, STARS, PICKLES = "rook-ending-shown-twice.txt", "traduire-les-noms-d-etoiles.txt", "nukadoko-ga-suppai.txt"
BELLS, CAVES = "user-page-of-a-bell-ringer.txt", "latest-posts-of-a-cave-surveyor.txt"
# Every line that quotes another of its page, and the line it quotes.
QUOTED_LINES = {
    THEREMIN: {
        13: 7, 15: 10, 17: 11, 19: 16, 21: 18, 26: 24, 28: 25, 30: 27, 33: 23, 35: 34, 40: 39, 43: 41, 46: 45, 49: 12,
        52: 50, 55: 24, 56: 27, 58: 57,
    },
    BUYING: {9: 8, 12: 10, 19: 11, 21: 20, 24: 23, 28: 27, 33: 31},
    POND_1: {11: 7, 13: 10, 15: 14, 18: 16, 21: 20, 24: 20, 26: 23, 29: 28, 31: 28},
    ROOKS: {6: 2, 8: 3, 11: 9, 14: 9, 20: 3, 21: 9, 24: 7, 26: 23, 29: 28},
    STARS: {8: 4, 11: 10, 13: 6, 15: 12, 17: 14, 19: 18, 21: 16, 24: 23, 28: 26, 30: 26, 33: 32, 35: 34},
    PICKLES: {8: 7, 11: 10, 14: 10},
}  # fmt: skip
# Lines that quote what stands on another page, and lines whose source stands nowhere.
QUOTED_ELSEWHERE = {BUYING: {7: (THEREMIN, 22), 16: (THEREMIN, 11)}}
QUOTED_FROM_NOWHERE = {
    ROOKS: {1, 4, 16, 18},
    CAVES: {2, 4, 6, 9, 11, 13, 15, 17, 20, 25, 27},
    BELLS: {7, 12, 18, 26, 31},
}


@pytest.fixture(scope="module")
def reading():
    """The sample as the reconstruction core reads it, without a database."""
    records = []
    for file in find_documents([str(SAMPLE)]).files:
        records += read_document(file.name, read_file(file.path, 1_000_000))
    return reconstruct_archive(records)


@pytest.fixture
def archive(db):
    call_command("import_documents", str(SAMPLE), archive="sample", publish=True, workers=1, verbosity=0)
    return Archive.objects.get(slug="sample")


def quotes_read(reading, path):
    """Line by line, where the quotes of a document lead: (path, line), or None."""
    paths = {document.document: document.path for document in reading.documents}
    document = next(document for document in reading.documents if document.path == path)
    return {
        line.first_line: (paths[line.sources[0].place.document], line.sources[0].place.line) if line.sources else None
        for line in document.by_line()
        if line.role is Role.QUOTE
    }


@pytest.mark.parametrize("path", QUOTED_LINES)
def test_each_quote_leads_to_the_line_it_was_taken_from(reading, path):
    found = quotes_read(reading, path)

    wrong = {line: found.get(line) for line, source in QUOTED_LINES[path].items() if found.get(line) != (path, source)}
    assert wrong == {}


def test_a_quote_is_found_on_another_page(reading):
    found = quotes_read(reading, BUYING)

    assert found[7] == QUOTED_ELSEWHERE[BUYING][7]


def test_nobodys_own_line_is_taken_for_a_quote(reading):
    known = {
        path: QUOTED_LINES.get(path, {}).keys()
        | QUOTED_ELSEWHERE.get(path, {}).keys()
        | QUOTED_FROM_NOWHERE.get(path, set())
        for path in (document.path for document in reading.documents)
        if path != POND_2  # its first lines stand on the page before
    }

    wrong = {path: quotes_read(reading, path).keys() - lines for path, lines in known.items()}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


def test_the_second_showing_of_an_exchange_adds_no_post(reading):
    rooks = next(document for document in reading.documents if document.path == ROOKS)

    assert {line.role for line in rooks.by_line() if line.first_line > 30} == {Role.DUPLICATE}
    assert all(post.last_line <= 30 for post in reading.posts if post.document == rooks.document)


def test_a_conversation_is_one_thread_and_the_posts_of_one_member_are_many(archive):
    titles = Thread.objects.filter(is_title_stated=True).values_list("title", flat=True)

    assert set(titles) == {
        "A theremin that drifts", "Buying an old theremin", "The pond on plot 14", "Traduire les noms d'étoiles", "ぬか床",
    }  # fmt: skip
    assert Thread.objects.filter(posts__appearances__record__document__path=BELLS).distinct().count() > 10


def test_two_pages_that_overlap_are_one_thread(archive, client):
    pond = Thread.objects.get(title="The pond on plot 14")

    page = client.get(pond.get_absolute_url()).content.decode()

    assert Post.objects.filter(own_text__contains="There is a spring. It rises").count() == 1
    assert "In June I had beans" in page
    assert "You may keep one for the basil" in page


def test_a_post_that_stands_nowhere_is_shown_in_its_place(archive, client):
    missing = Post.objects.get(is_missing=True, text__contains="White is simply winning")

    page = client.get(missing.thread.get_absolute_url()).content.decode()

    assert missing.position == 0
    assert page.index("White is simply winning") < page.index("That is the position that Vancura published")


def test_a_page_that_names_nobody_says_so_once_and_calls_its_posts_by_number(archive, client):
    thread = Thread.objects.get(archive=archive, title="A theremin that drifts")

    shown = client.get(thread.get_absolute_url()).content.decode()

    assert shown.count("no document says who wrote") == 1
    assert "Unknown author" not in shown
    assert '<b>post <span class="number">2</span></b>, 1 paragraph, exact' in shown


def test_the_bell_ringer_is_known_by_the_former_name(archive, client):
    author = Post.objects.filter(text__contains="eight people in a cold room").get().author

    page = client.get(author.get_absolute_url())

    assert [alias.name for alias in author.aliases.all()] == ["Treblemaker"]
    assert b"Treblemaker" in page.content


def test_every_line_is_accounted_for_on_its_document_page(archive, client):
    for document in Document.objects.filter(archive=archive):
        lines = [line for line in (SAMPLE / document.path).read_text().splitlines() if line.strip()]

        read = [line for record in document.records.all() for entry in record.entries for line in entry.lines]

        assert len(read) == len(lines)
        assert client.get(document.get_absolute_url()).status_code == 200


def test_a_second_import_changes_nothing(archive, capsys):
    call_command("import_documents", str(SAMPLE), archive="sample", workers=1, verbosity=0)

    assert "Nothing changed." in capsys.readouterr().out
