"""Other names of authors, where a page of posts says that both are of one person."""

from __future__ import annotations

import json

import pytest

from tests.helpers.heads import SAID, authors, body_of, page_of, read
from threads.reconstruct.heads import read_heads
from threads.reconstruct.heads.kept_heads import heads_before, written_heads

REAL = {"Ada Vik": "ada77", "Bruno Hask": "b_hask", "Chen Lu": "lu", "Dalia Orn": "dalia"}
NAMES = ("Ada Vik", "Bruno Hask", "Chen Lu", "Ada Vik", "Dalia Orn", "Bruno Hask")


def aliases(text: str) -> dict[str, tuple[str, ...]]:
    heads = read_heads(text.split("\n"))[0]
    assert heads
    return dict(heads.aliases)


@pytest.mark.parametrize(
    "head",
    [
        "{name} ({nick})\n{day} March 2012, 10:38\n",
        "{name} @{nick} \u00b7 {day} March 2012\n",
        "{day} March 2012 10:38 | {name} [{nick}]\n",
    ],
)
def test_two_names_in_one_head_are_a_name_and_an_alias(head: str) -> None:
    text = page_of([head.format(name=name, nick=REAL[name], day=day) for day, name in enumerate(NAMES, 3)])

    document = read(text)

    assert authors(document) == list(NAMES)
    assert aliases(text) == {name: (nick,) for name, nick in REAL.items()}
    assert document["posts"][0]["aliases"] == ["ada77"]


def test_a_handle_with_a_real_name_beside_it_goes_by_its_handle() -> None:
    text = page_of([f"{REAL[name]} ({name})\n{day} March 2012, 10:38\n" for day, name in enumerate(NAMES, 3)])

    assert aliases(text) == {
        "ada77": ("Ada Vik",),
        "b_hask": ("Bruno Hask",),
        "lu": ("Chen Lu",),
        "dalia": ("Dalia Orn",),
    }


@pytest.mark.parametrize("inside", ["(Kiel {n})", "(Moderator)", "(talk)", "({n})", "(she/her)"])
def test_what_else_stands_in_brackets_is_no_alias(inside: str) -> None:
    heads = [
        f"{name} {inside.format(n='ABCDE'[day % 4])}\n{day} March 2012, 10:38\n" for day, name in enumerate(NAMES, 3)
    ]

    assert aliases(page_of(heads)) == {}


@pytest.mark.parametrize(
    ("line", "alias"),
    [
        ("formerly known as Otto", "Otto"),
        ("aka big_otto", "big_otto"),
        ("fr\u00fcher bekannt als Otto der Lange", "Otto der Lange"),
        (
            "\u0442\u0430\u043a\u0436\u0435 \u0438\u0437\u0432\u0435\u0441\u0442\u0435\u043d \u043a\u0430\u043a otto",
            "otto",
        ),
        ("known as the best of all", None),
    ],
)
def test_a_signature_may_say_how_else_its_author_is_called(line: str, alias: str | None) -> None:
    heads = [f"{name}\n{day} March 2012, 10:38\n" for day, name in enumerate(NAMES, 3)]
    text = (
        page_of(heads)
        .replace(f"{SAID[1]}\n", f"{SAID[1]}\n_____\n{line}\n")
        .replace(f"{SAID[5]}\n", f"{SAID[5]}\n_____\n{line}\n")
    )

    assert aliases(text) == ({"Bruno Hask": (alias,)} if alias else {})
    assert body_of(read(text), text) == list(SAID)


def test_what_is_said_in_a_post_of_somebody_is_no_alias() -> None:
    heads = [f"{name}\n{day} March 2012, 10:38\n" for day, name in enumerate(NAMES, 3)]
    text = page_of(heads).replace(SAID[2], "The lamp, also known as Otto, has gone out again tonight.")

    assert aliases(text) == {}


def test_an_alias_beside_a_name_is_no_part_of_it() -> None:
    heads = [
        f"{name}{' (aka Brunhilde)' if name == 'Ada Vik' else ''} wrote on {day} March 2012, 10:38\n"
        for day, name in enumerate(NAMES, 3)
    ]
    text = page_of(heads)

    assert authors(read(text)) == list(NAMES)
    assert aliases(text) == {"Ada Vik": ("Brunhilde",)}


def test_aliases_and_threads_are_kept_where_words_are_erased() -> None:
    text = page_of([f"{name} ({REAL[name]})\n{day} March 2012, 10:38\n" for day, name in enumerate(NAMES, 3)])
    heads = read_heads(text.split("\n"))[0]
    assert heads
    going = [line for line, post in heads.chrome.items() if post == 2] + [heads.posts[2].first]

    kept = heads_before(json.loads(json.dumps(written_heads(heads, going))))

    assert kept.aliases == {name: alias for name, alias in heads.aliases.items() if name != "Chen Lu"}
    assert [post.author for post in kept.posts] == [name for name in NAMES if name != "Chen Lu"]
