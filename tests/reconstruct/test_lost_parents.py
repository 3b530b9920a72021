"""Mails whose heads lost whom they answer -> a graded place, with what speaks for it; stated parents stay."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from tests.reconstruct.stated import parents
from threads.readers import eml
from threads.reconstruct.stated import StatedPost, key_of_id, read_stated, stated_posts
from threads.reconstruct.types import Edge
from threads.words.kinds import Origin


def index(answers: int) -> str:
    """Exchange's index of a mail so many answers below the first."""
    return "Thread-Index: " + base64.b64encode(bytes(range(22)) + bytes(range(5 * answers))).decode()


def mail(
    id_: str,
    sender: str,
    hour: int,
    subject: str,
    *fields: str,
    words: str = "",
    to: str = "oars@example.org",
    day: int = 3,
) -> StatedPost:
    head = [
        f"From: {sender.title()} <{sender}@example.org>",
        f"To: {to}",
        f"Date: {day} Mar 2003 {hour:02}:00:00 +0000",
    ]
    head += [f"Message-ID: <{id_}@example.org>", f"Subject: {subject}", *fields]
    parsed = eml.parse(("\n".join(head) + f"\n\n{words or f'Words of {id_}.'}\n").encode())
    assert not isinstance(parsed, str)
    (post,) = stated_posts(f"box#{id_}", "box.mbox", parsed)
    return post


def edge_of(id_: str, *posts: StatedPost) -> Edge | None:
    reading = read_stated(posts)
    assert {edge.child: edge.parent for edge in read_stated(posts[::-1]).edges} == {
        edge.child: edge.parent for edge in reading.edges
    }
    return next(
        (edge for edge in reading.edges if edge.child == key_of_id(f"{id_}@example.org") and edge.is_primary), None
    )


def place(edge: Edge | None) -> tuple[str, Origin] | None:
    return (edge.parent, edge.origin) if edge else None


def key(id_: str) -> str:
    return key_of_id(f"{id_}@example.org")


def test_exchange_names_the_parent_in_its_index():
    first = mail("a", "ada", 10, "Oars", index(0))
    second = mail("b", "bruno", 11, "RE: Oars", index(1))
    third = mail("c", "ada", 12, "RE: Oars", index(2))

    assert place(edge_of("b", first, second, third)) == (key("a"), Origin.ATTRIBUTION)
    assert place(edge_of("c", first, second, third)) == (key("b"), Origin.ATTRIBUTION)
    assert place(edge_of("c", first, third)) == (key("a"), Origin.SEQUENCE)


def test_mails_of_one_thread_of_gmail_are_together():
    """dcarrero/mboxshell#23 and kenn-io/msgvault#793."""
    first, second = (mail(id_, "ada", hour, "Oars", "X-GM-THRID: 15") for id_, hour in (("a", 10), ("b", 11)))

    assert place(edge_of("b", first, second)) == (key("a"), Origin.SEQUENCE)
    assert edge_of("b", first, mail("b", "ada", 11, "Oars", "X-GM-THRID: 16")) is None


def test_a_moment_in_in_reply_to_names_one_mail_and_invents_none():
    first = mail("a", "ada", 10, "Oars")
    second = mail("b", "bruno", 11, "Re: Oars", "In-Reply-To: Your message of Mon, 3 Mar 2003 10:00:00 +0000")

    assert place(edge_of("b", first, second)) == (key("a"), Origin.ATTRIBUTION)
    assert not read_stated([second]).missing


def test_an_address_in_in_reply_to_is_nobodys_mail():
    for value in (
        "<ada@example.org>",
        "ada@example.org",
        "ada@example.org's message of Monday",
        "Message from <ada@example.org>",
    ):
        answer = mail("b", "bruno", 11, "Re: Oars", f"In-Reply-To: {value}", to="Ada <ada@example.org>")
        assert not read_stated([answer]).missing
    assert len(read_stated([mail("b", "bruno", 11, "Re: Oars", "In-Reply-To: <x1.ada@example.org>")]).missing) == 1


def test_a_word_in_brackets_is_no_id():
    """Git asked for the mail to answer, and people said "yes": such mails had one missing parent for all."""
    for value in ("<yes>", "<y>", "<n>", "<Monday at noon>"):
        assert not read_stated(
            [mail("b", "bruno", 11, "Re: Oars", f"In-Reply-To: {value}", f"References: {value}")]
        ).missing
    assert len(read_stated([mail("b", "bruno", 11, "Re: Oars", "In-Reply-To: <20030303100000.1234>")]).missing) == 1


def test_an_answer_by_subject_belongs_to_whom_it_is_sent():
    first, other = mail("a", "ada", 10, "Oars"), mail("z", "zoe", 10, "Oars", day=4)
    answer = mail("b", "bruno", 11, "Re: Oars", to="ada@example.org, oars@example.org", day=4)

    assert place(edge_of("b", first, other, answer)) == (key("a"), Origin.SEQUENCE)


def test_a_subject_alone_joins_nothing():
    first = mail("a", "ada", 10, "Oars")

    assert edge_of("b", first, mail("b", "bruno", 11, "Oars")) is None
    assert edge_of("b", first, mail("b", "bruno", 11, "Re: Oars", to="zoe@example.org")) is None
    assert edge_of("b", first, mail("b", "bruno", 11, "Re: Oars", day=28)) is None
    assert edge_of("b", mail("a", "ada", 12, "Oars"), mail("b", "bruno", 11, "Re: Oars")) is None
    assert edge_of("b", mail("a", "bruno", 10, "Oars"), mail("b", "bruno", 11, "Re: Oars")) is None


QUOTED = "The oars lie behind the oven until Monday."


def test_where_an_archive_took_the_re_away_a_quoted_line_tells_whom_a_mail_answers():
    """apache/ponymail#427 and RainLoop/rainloop-webmail#1046: an equal subject alone joined what has nothing to do with each other."""
    first = mail("a", "ada", 9, "Oars", words=QUOTED)
    answer = mail("b", "ida", 10, "Oars", words=f"Ada wrote:\n> {QUOTED}\n\nWhy so long?")
    other = mail("c", "eva", 11, "Oars", words="Where can one buy them?")

    found = edge_of("b", first, answer, other)
    assert found
    assert (found.parent, found.origin) == (key("a"), Origin.QUOTE)
    assert edge_of("c", first, answer, other) is None
    again = mail("d", "ida", 12, "Oars", words=f"Ada wrote:\n> {QUOTED}\n\nAnd why there?")
    assert place(edge_of("d", first, answer, again)) == (key("a"), Origin.QUOTE)


def test_mails_that_name_the_same_missing_one_do_not_go_below_another_of_their_subject():
    """djcb/mu#1995: notices of one subject, two of which answer a mail that is not there, went below a later one."""
    notices = [mail("a", "bell", 9, "New message from Ada"), mail("d", "bell", 9, "New message from Ada", day=4)]
    answers = [
        mail(each, "bell", hour, "New message from Ada", "References: <gone@example.org>")
        for each, hour in (("b", 10), ("c", 11))
    ]

    assert {edge_of(each, *notices, *answers).parent for each in "bc"} == {key("gone")}  # type: ignore[union-attr]
    assert edge_of("d", *notices, *answers) is None


def test_an_answer_whose_references_are_broken_is_found_by_in_reply_to():
    """mnapoli/externals#116: the beginning of References was cut off."""
    first, second = mail("a", "ada", 9, "Oars"), mail("b", "ida", 10, "Re: Oars", "In-Reply-To: <a@example.org>")
    broken = mail("c", "eva", 11, "Re: Oars", "In-Reply-To: <b@example.org>", "References: mple.org> <a@example.org>")

    assert place(edge_of("c", first, second, broken)) == (key("b"), Origin.DECLARED)


def test_an_answer_under_another_subject_stays_where_its_head_says():
    """suitenumerique/messages#765: it began a thread of its own."""
    first = mail("a", "ada", 9, "Oars")
    answer = mail("b", "ida", 10, "Brushes (was: Oars)", "In-Reply-To: <a@example.org>")

    assert place(edge_of("b", first, answer)) == (key("a"), Origin.DECLARED)


def test_re_is_known_in_the_words_of_other_countries():
    """nylas/nylas-mail#2909: "Antw:" is one."""
    first = mail("a", "ada", 9, "Oars")
    for word in ("Antw", "AW", "SV", "RES", "Odp", "YNT", "回复"):
        answer = mail("b", "ida", 10, f"{word}: Oars", to="ada@example.org")
        assert place(edge_of("b", first, answer)) == (key("a"), Origin.SEQUENCE), word


def test_a_stated_parent_stays_whatever_else_speaks():
    first = mail("a", "ada", 10, "Oars", index(0))
    answer = mail("b", "bruno", 11, "RE: Oars", index(1), "In-Reply-To: <lost@example.org>")

    assert place(edge_of("b", first, answer)) == (key("lost"), Origin.DECLARED)


def test_a_quote_that_is_proven_says_more_than_a_guess():
    first = mail("a", "ada", 10, "Oars", words="The oars lie behind the oven and must not be touched today.")
    later = mail("c", "chen", 11, "Oars")
    answer = mail(
        "b",
        "bruno",
        12,
        "Re: Oars",
        words="> The oars lie behind the oven and must not be touched today.\n\nWhy?",
        to="chen@example.org, oars@example.org",
    )

    assert place(edge_of("b", first, later, answer)) == (key("a"), Origin.QUOTE)


def test_the_copy_of_a_list_is_the_same_post():
    footer = "_______________________________________________\nOars mailing list\noars@example.org\nhttps://example.org/mailman/listinfo/oars"
    direct = mail("a", "ada", 10, "Oars", words="They are wet.\n\nAda")
    by_list = mail("a", "ada", 10, "[oars] Oars", words=f"They are wet.\n\nAda\n{footer}")
    by_list = StatedPost(by_list.key, "box#list", by_list.path, by_list.stated, by_list.texts)

    reading = read_stated([direct, by_list])

    assert [len(post.appearances) for post in reading.posts] == [2]
    roles = {
        run.role.value
        for document in reading.documents
        for run in document.runs
        if document.document != reading.posts[0].document
    }
    assert "duplicate" in roles


IDS, NAMES = st.sampled_from("abc"), st.sampled_from(["ada", "bruno", "Ada via Oars"])
BODIES = st.sampled_from(["They are wet.", "They are wet.\n\nAnd long.", "They are dry.", "", "--\nAda"])
MAILS = st.lists(st.tuples(IDS, NAMES, st.integers(8, 10), BODIES, IDS), min_size=1, max_size=7)


@given(MAILS)
def test_copies_of_mails_never_end_a_reading_and_no_words_are_lost(drawn):
    """nextcloud/mail#10682: mails with one id, by several authors, with several bodies."""
    posts = []
    for number, (id_, name, hour, body, answered) in enumerate(drawn):
        post = mail(
            id_,
            name,
            hour,
            "Oars",
            *([f"In-Reply-To: <{answered}@example.org>"] if answered != id_ else []),
            words=body,
        )
        posts.append(StatedPost(post.key, f"box#{number}", post.path, post.stated, post.texts))

    reading = read_stated(posts)

    bodies = {(post.stated.id, post.worded) for post in posts}
    assert len(reading.posts) == len(bodies)
    assert len({post.key for post in reading.posts}) == len(bodies)
    assert sum(len(post.appearances) for post in reading.posts) == len(posts)
    assert {document.document for document in reading.documents} == {post.unit for post in posts}
    assert parents(read_stated(posts[::-1])) == parents(reading)
