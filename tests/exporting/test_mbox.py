"""A mailbox gives mails back as they were, and makes mails of other posts, with the same threads."""

import mailbox
from contextlib import closing, suppress
from email import policy
from email.parser import BytesParser
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.helpers import factories
from tests.helpers.readings import document, edge, key, load, post, quote, reading, source, thread
from threads.exporting import export_mails
from threads.models import Archive, Post

pytestmark = pytest.mark.django_db(transaction=True)

BELL = b"""From ada@example.org Thu Jan  2 10:00:00 2020
From: Ada <ada@example.org>
Message-ID: <bell@example.org>
Date: Thu, 2 Jan 2020 10:00:00 +0000
Subject: The bell

It has a crack.
>From the rim to the crown.

"""
CRACK = b"""From bruno@example.org Thu Jan  2 11:00:00 2020
From: Bruno <bruno@example.org>
Message-ID: <crack@example.org>
In-Reply-To: <bell@example.org>
Subject: Re: The bell

> It has a crack.

Since when? \xff
"""
SINGLE = b"""From: Chen <chen@example.org>\r
Message-ID: <rope@example.org>\r
References: <bell@example.org> <lost@example.org>\r
Date: Thu, 2 Jan 2020 12:00:00 +0000\r
Subject: Re: The bell\r
\r
From where we stand, the rope is worse.\r
"""
TEXT = "The wall stands.\nThe wall stands.\nFrom here, it does."


def imported(tmp_path: Path, **files: bytes) -> Archive:
    folder = tmp_path / "given"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with suppress(SystemExit):
        call_command("import_documents", str(folder), "--archive", "bells", stdout=StringIO(), stderr=StringIO())
    return Archive.objects.get(slug="bells")


def walled(slug: str = "walls") -> Archive:
    """A page in which Bruno quotes Ada, whom he answers."""
    archive = factories.archive(slug=slug)
    document(archive, TEXT)
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("ada", [1], author="Ada Ängström"), post("bruno", [2, 3])],
            [thread(("ada", 0), ("bruno", 1), title="The wall – a question")],
            edges=[edge("bruno", "ada")],
            lines={"page.txt": [quote(2, "bruno", source(1, "ada", end=16))]},
        ),
    )
    return archive


def parsed(mail: bytes):
    return BytesParser(policy=policy.default).parsebytes(mail.partition(b"\n")[2])


def test_mails_of_a_mailbox_are_given_back_as_they_were(tmp_path: Path) -> None:
    archive = imported(tmp_path, **{"list.mbox": BELL + CRACK})

    assert b"".join(export_mails(archive)) == BELL + CRACK + b"\n"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("list.mmdf", b"\x01\x01\x01\x01\n%s\x01\x01\x01\x01\n"),
        ("RMAIL", b"BABYL OPTIONS:\nVersion: 5\n\x1f\x0c\n0,,\n*** EOOH ***\n%s\x1f"),
        ("list.batch", b"#! rnews 200\n%s"),
        ("one.emlx", b"%d\n%s"),
    ],
)
def test_mails_of_other_mailboxes_are_given_back_without_what_stood_around_them(
    name: str, unit: bytes, tmp_path: Path
) -> None:
    mail = BELL.partition(b"\n")[2].replace(b">From", b"Up from").rstrip() + b"\n"
    content = unit % ((len(mail), mail) if b"%d" in unit else mail)

    (given,) = export_mails(imported(tmp_path, **{name: content}))

    assert given == b"From MAILER-DAEMON Thu Jan  2 10:00:00 2020\n" + mail + b"\n"


def test_a_digest_becomes_its_mails_without_the_words_of_hidden_ones(tmp_path: Path) -> None:
    parts = b"".join(b"--cut\n\n%s\n" % mail.partition(b"\n")[2] for mail in (BELL, CRACK.replace(b"\xff", b"")))
    head = b'From: keeper@example.org\nSubject: Digest\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary="cut"\n\n'
    archive = imported(tmp_path, **{"digest.eml": head + parts + b"--cut--\n"})
    whole = list(export_mails(archive))
    Post.objects.filter(author__name="Bruno").update(is_hidden=True)

    left = b"".join(export_mails(archive))

    assert [mail.count(b"From the rim to the crown") + mail.count(b"Since when") for mail in whole] == [1, 1]
    assert left.count(b"From the rim to the crown") == 1
    assert b"Since when" not in left


def test_a_single_mail_gets_a_separator_and_its_lines_that_look_like_one_a_sign(tmp_path: Path) -> None:
    (mail,) = export_mails(imported(tmp_path, **{"rope.eml": SINGLE}))

    assert mail.startswith(b"From MAILER-DAEMON Thu Jan  2 12:00:00 2020\nFrom: Chen <chen@example.org>\nMessage-ID:")
    assert mail.endswith(b"\n\n>From where we stand, the rope is worse.\n\n")


def test_what_was_exported_is_imported_as_the_same_threads(tmp_path: Path) -> None:
    archive = imported(tmp_path, **{"list.mbox": BELL + CRACK, "rope.eml": SINGLE})
    call_command(
        "export_archive", "bells", "--format", "mbox", "--output", str(tmp_path / "out.mbox"), stderr=StringIO()
    )

    with suppress(SystemExit):
        call_command(
            "import_documents", str(tmp_path / "out.mbox"), "--archive", "again", stdout=StringIO(), stderr=StringIO()
        )

    def told(archive: Archive) -> list[tuple[object, ...]]:
        posts = archive.posts.order_by("thread__key", "position")
        return list(posts.values_list("stated_id", "thread__key", "depth", "number", "text", "is_missing"))

    assert len(told(archive)) == 4
    assert told(Archive.objects.get(slug="again")) == told(archive)


def test_other_programs_find_as_many_mails_as_there_are_posts(tmp_path: Path) -> None:
    imported(tmp_path, **{"list.mbox": BELL + CRACK, "rope.eml": SINGLE})
    walled()
    counts = []

    for slug in ("bells", "walls"):
        out = tmp_path / f"{slug}.mbox"
        call_command("export_archive", slug, "--format", "mbox", "--output", str(out), stderr=StringIO())
        with closing(mailbox.mbox(out)) as box:
            counts.append(len(box))

    assert counts == [3, 2]


def test_a_post_becomes_a_mail_with_its_place_in_the_thread() -> None:
    ada, bruno = map(parsed, export_mails(walled()))

    assert ada["Message-ID"] == f"<{key('ada')}@walls.invalid>"
    assert ada["From"].addresses[0].display_name == "Ada Ängström"
    assert ada["From"].addresses[0].domain == "walls.invalid"
    assert (ada["Subject"], bruno["Subject"]) == ("The wall – a question", "Re: The wall – a question")
    assert bruno["In-Reply-To"] == bruno["References"] == ada["Message-ID"]


def test_quotes_get_their_sign_and_lines_that_look_like_separators_as_well() -> None:
    _, bruno = export_mails(walled())

    assert bruno.endswith(b"\n\n> The wall stands.\n>From here, it does.\n\n")


def test_an_archive_of_another_name_gives_its_posts_other_ids() -> None:
    one, _ = map(parsed, export_mails(walled()))
    other, _ = map(parsed, export_mails(walled("mounds")))

    assert other["Message-ID"] == one["Message-ID"].replace("walls", "mounds")


def test_hidden_posts_are_left_out_and_their_answers_keep_the_thread() -> None:
    archive = walled()
    Post.objects.filter(archive=archive, position=0).update(is_hidden=True)

    (bruno,) = map(parsed, export_mails(archive))

    assert bruno["References"] == f"<{key('ada')}@walls.invalid>"


def test_a_deep_branch_names_the_opening_post_and_the_nearest() -> None:
    archive = factories.archive(slug="deep")
    opening = above = factories.post(factories.thread(archive))
    for number in range(1, 40):
        above = factories.answer(above, f"Peal {number}.")

    mails = [parsed(mail) for mail in export_mails(archive)]

    last = mails[-1]["References"].split()
    assert len(last) == 21
    assert last[0] == f"<{bytes(opening.key).hex()}@deep.invalid>"
    assert last[-1] == mails[-2]["Message-ID"]
