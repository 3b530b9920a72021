"""Heads of kinds that pages in other languages and of other programs have: months alone, share buttons, wikis, badges."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, page_of, read
from threads.reconstruct.heads import read_heads


def test_posts_of_one_month_have_heads_and_the_topics_own_dates_are_none() -> None:
    heads = [f"{name}\n{'1' if name == 'Bruno' else ''}\nOct \u201919" for name in WRITERS]
    text = page_of(heads).replace(
        SAID[0], f"{SAID[0]}\n\ncreated\nOct \u201919\nlast reply\nOct \u201919\n6\nreplies\n12\nlikes\n"
    )

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert set(SAID) <= set(body_of(document, text))


def test_days_that_are_all_alike_are_no_heads() -> None:
    assert read_heads(page_of([f"{name}\n3 October 2019" for name in WRITERS]).split("\n"))[0] is None


def test_months_under_the_posts_are_a_list_of_the_page() -> None:
    heads = [f"{name}\n{day} March 2012, 10:38\n" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads, below="Archive\nMarch 2012\nFebruary 2012\n")

    assert authors(read(text)) == list(WRITERS)


@pytest.mark.parametrize("buttons", ["Link al commento\nCondividi su altri siti", "Enlace al comentario\nPasa la voz"])
def test_a_button_over_profiles_of_any_length_is_nobodys_name(buttons: str) -> None:
    profiles = (
        "Utenti\n3272\nLocalit\u00e0: Matera",
        "Ospiti",
        "Utenti attivi\n12",
        "Utenti\n3272\nLocalit\u00e0: Matera",
        "Staff\nAutore",
        "Ospiti",
    )
    heads = [
        f"{name}\n{profile}\nInviato: {day} Marzo 2012\n"
        for day, (name, profile) in enumerate(zip(WRITERS, profiles, strict=True), 3)
    ]
    text = page_of(heads, foot=f"\n{buttons}")

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_the_moment_of_what_is_quoted_is_no_head() -> None:
    heads = [f"Message par {name} \u00bb {day} mars 2012, 10:38\n" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads)
    for n in (1, 2, 4, 5):
        text = text.replace(
            SAID[n], f"{WRITERS[n - 1]} a \u00e9crit : \u2191{n + 2} mars 2012, 10:38\n{SAID[n - 1]}\n\n{SAID[n]}"
        )

    assert authors(read(text)) == list(WRITERS)


def test_a_badge_behind_the_name_is_no_part_of_it() -> None:
    heads = [
        f"{name} comentou:{' Autor do artigo' if name == 'Bruno' else ''}\n{day}/04/2016 \u00e0s 20:55"
        for day, name in enumerate(WRITERS, 13)
    ]

    assert authors(read(page_of(heads, foot="Responder"))) == list(WRITERS)


def test_the_short_name_that_others_use_is_the_name_and_the_whole_one_an_alias() -> None:
    heads = [f"{name.lower()}77 {name} Orn\n{day} March 2012\n" for day, name in enumerate(WRITERS, 3)]
    text = page_of(heads).replace(SAID[3], f"bruno77:\n{SAID[1]}\n\nada77:\n{SAID[0]}\n\nchen77:\ndalia77:\n{SAID[3]}")

    document = read(text)

    assert authors(document) == [f"{name.lower()}77" for name in WRITERS]
    assert document["posts"][0]["aliases"] == ["Ada Orn"]


@pytest.mark.parametrize(
    "signature",
    [
        "-- [[User:{name}|{name}]] 12:0{day}, {day} May 2014 (UTC)",
        "[[Benutzer:{name}]] ([[Benutzer Diskussion:{name}|Diskussion]]) 12:0{day}, {day}. Mai 2014 (CEST)",
        "{{{{unsigned|{name}|12:0{day}, {day} May 2014}}}}",
    ],
)
def test_the_source_of_a_wiki_is_signed_by_links(signature: str) -> None:
    lines = [
        f"{':' * n}{said} {signature.format(name=name, day=n + 1)}"
        for n, (said, name) in enumerate(zip(SAID, WRITERS, strict=True))
    ]
    text = "== Lantern ==\n" + "\n".join([*lines[:3], "", "== Oil ==", *lines[3:]])

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == lines


def test_sections_between_signed_words_are_the_pages() -> None:
    feet = [f"{name} (Diskussion) 12:0{day}, {day}. Mai 2014 (CEST)" for day, name in enumerate(WRITERS, 3)]
    posts = [f"{said}\n{foot}\n" for said, foot in zip(SAID, feet, strict=True)]
    text = "Laterne [Bearbeiten]\n\n" + "\n".join([*posts[:3], "\u00d6l [Bearbeiten]\n", *posts[3:]])

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == list(SAID)


def test_names_behind_an_at_sign_open_comments_without_dates() -> None:
    names = ("ada77", "bruno", "ada77", "chen", "bruno", "dalia")
    text = page_of([f"@{name}" for name in names], foot="Reply")

    document = read(text)

    assert authors(document) == list(names)
    assert body_of(document, text) == list(SAID)


def test_the_subject_that_heads_name_is_the_title() -> None:
    heads = [
        f"From: {name}\nDate: 2012-03-0{day} 10:38\nSubject: {'Re: ' if day > 3 else ''}The lantern\n"
        for day, name in enumerate(WRITERS, 3)
    ]
    text = page_of(heads)

    heads_read = read_heads(text.split("\n"))[0]

    assert heads_read
    assert heads_read.title == "The lantern"
    assert authors(read(text)) == list(WRITERS)


def test_the_name_of_who_writes_most_of_a_page_is_no_button() -> None:
    names = ("Ada",) * 4 + ("Bruno",) + ("Ada",) * 4
    said = [*SAID, *(text.replace("The ", "A ").replace("I ", "We ") + " So they say." for text in SAID[:3])]
    posts = "".join(
        f"Posted : March {day}, 2012 10:3{day} AM\n{name}\n(@{name.lower()}_w)\nPosts: 12\n{text}\n\n"
        for day, (name, text) in enumerate(zip(names, said, strict=True), 1)
    )

    assert authors(read(posts)) == list(names)
