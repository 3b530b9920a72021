"""What nobody posted: labels, profiles, and the names that profiles give. Pages are in cases/furniture.txt."""

from __future__ import annotations

import pytest

from threads.reconstruct.furniture import aliases_in, is_profile


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Username bruno_7 on the old board.", ("bruno_7",)),
        ("My username was chen.42, long ago.", ("chen.42",)),
        ("Also known as Dalia.", ("Dalia",)),
        ("Better known as “adalock”.", ("adalock",)),
        ("Bruno, a.k.a. brassbruno", ("brassbruno",)),
        ("aka chenbee", ("chenbee",)),
        ("Formerly dalia_7, before that as a guest.", ("dalia_7",)),
        ("Formerly known as ada-clock.", ("ada-clock",)),
        ("Previously posted as canalchen.", ("canalchen",)),
        ("I used to post as lockbruno here.", ("lockbruno",)),
        ("I go by Dalia_B on the lists.", ("Dalia_B",)),
        ("My handle is @adamends", ("adamends",)),
        ("Nickname: breadbruno", ("breadbruno",)),
        ("Früher bekannt als uhrenada.", ("uhrenada",)),
        ("Auch bekannt als „immenbruno“.", ("immenbruno",)),
        ("Benutzername: kanalchen", ("kanalchen",)),
        ("Connu sous le nom de dalia75.", ("dalia75",)),
        ("Anciennement ada_horloge.", ("ada_horloge",)),
        ("Conocido como relojbruno.", ("relojbruno",)),
        ("Ранее chen_lodka.", ("chen_lodka",)),
        ("Также известен как dalia_hleb.", ("dalia_hleb",)),
        ("Also known as Ada, formerly Bruno.", ("Ada", "Bruno")),
    ],
)
def test_a_profile_gives_its_names_in_the_usual_phrases(text: str, names: tuple[str, ...]):
    assert aliases_in([text]) == names


@pytest.mark.parametrize(
    "text",
    [
        "Formerly a student of clocks.",
        "Previously in the harbour office.",
        "Known for bread.",
        "I go by the river every morning.",
        "The user name is taken.",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(text: str):
    assert aliases_in([text]) == ()


@pytest.mark.parametrize(
    "texts",
    [
        ["I mend clocks in the lower town. Member since 2009."],
        ["PhD student of tides."],
        ["Beekeeper. Write to me about queens."],
        ["Working on a history of locks. Formerly known as ada7."],
        ["Mitglied seit 2011"],
        ["Bread, canals.", "Three hives."],
    ],
)
def test_a_description_of_a_person_is_a_profile(texts: list[str]):
    assert is_profile(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["How do I get old honey out of a comb?"],
        ["The lower lock sticks whenever the water is low."],
        ["Hello everybody!", "The bell is silent."],
        ["The bell is silent.", "Who has the hammer?"],
    ],
)
def test_a_first_post_is_no_profile(texts: list[str]):
    assert not is_profile(texts)
