"""Words that stand on two pages: whose they are, whatever the order and the length of the pages. Every word here is invented."""

from __future__ import annotations

import pytest

from tests.reconstruct.pages import facts, records
from threads.reconstruct import reconstruct

MORE = (
    "The shed stands on the north side of the yard, where the sun never comes before noon in any month.",
    "So it may be that yours holds longer than mine did, in the end, and I hope that it will.",
)
# A page on which somebody says something, the place of it, and a page on which somebody answers what stands first.
PAIRS = (
    (("Has anyone fixed the sluice at the old mill?",
      "I would paint it twice, first with tar and then with lime, and leave it a week to dry.",
      "Mind that the tar has to be warm, or it will not hold."),
     ("I would paint it twice, first with tar and then with lime, and leave it a week to dry.",
      "Lime over tar never holds, I tried that on the boat shed.",
      "I would use tar alone.", "And it has to be a dry week.")),
    (("My bees came through the winter.",
      "They had nothing but heather honey since October, which everybody says must not be done.",
      "The hive stands in the lee of a wall."),
     ("They had nothing but heather honey since October, which everybody says must not be done.",
      "No, I agree with everybody. You had luck with the heather, it was a mild October.", "Feed them next time.")),
    (("The ferry no longer stops at the chapel.",
      "The council closed the chapel landing because nobody had counted the passengers there.",
      "We did count them, for a whole summer."),
     ("The council closed the chapel landing because nobody had counted the passengers there.",
      "Yes, that is what you get if a council never takes the ferry itself.")),
    (("I read the almanac every morning.",
      "The almanac gives high water at Marl End an hour before it can possibly be there.",
      "It is a misprint, I think, and an old one."),
     ("The almanac gives high water at Marl End an hour before it can possibly be there.",
      "That is wrong! I have the almanac here, and high water is given for the outer quay.")),
    (("We have twelve looms.",
      "Each of the looms takes two people who know it, and one who can mend what they break.",
      "That is thirty-six people in a village of ninety."),
     ("Each of the looms takes two people who know it, and one who can mend what they break.",
      "Really? Ours take one person each, and you can mend a loom with a spoon.")),
    (("About the lantern on the jetty.",
      "The lantern has to be turned a quarter every night so that the wick burns evenly.",
      "Whoever forgets it finds the glass black."),
     ("The lantern has to be turned a quarter every night so that the wick burns evenly.",
      "Good point. I never knew that the wick was why you turn it.")),
    (("I bought the second clock as well.",
      "The second clock strikes thirteen at noon, which the seller called a feature of the town.",
      "He may have been joking."),
     ("The second clock strikes thirteen at noon, which the seller called a feature of the town.",
      "Exactly, and you paid for it. The town has no such clock, and no such noon.")),
    (("There are three ways to the quarry.",
      "The way over the moor is the shortest, if nobody has moved the stones since the spring.",
      "The other two are longer and dry."),
     ("The way over the moor is the shortest, if nobody has moved the stones since the spring.",
      "I moved the stones in June. Would you still call it the shortest way over the moor?")),
    (("Bread again.",
      "My dough rises best in the room above the stable, and I believe that it is the horses.",
      "They are warm, and they breathe all night."),
     ("My dough rises best in the room above the stable, and I believe that it is the horses.",
      "I disagree, it is the hay. You have horses in the stable, but hay under the room.")),
    (("The library has a new rule.",
      "Books on the tide may only be read at low water, when there is somebody at the desk.",
      "I have not seen anybody there since."),
     ("Books on the tide may only be read at low water, when there is somebody at the desk.",
      "Correct. You may ask me at the desk about the tide, I am there on Mondays.")),
    (("A note for those who repair nets.",
      "Hemp and flax must not be knotted together, for the one shrinks and the other does not.",
      "It took me two nets to learn that."),
     ("Hemp and flax must not be knotted together, for the one shrinks and the other does not.",
      "Not quite. If you boil the hemp first, neither hemp nor flax shrinks.")),
)  # fmt: skip
TITLES = [said[0] for said, _ in PAIRS]


def found(said: tuple[str, ...], answered: tuple[str, ...], names: tuple[str, str]) -> set[str]:
    said_on, answered_on = names
    pages = {said_on: "\n".join(said) + "\n", answered_on: "\n".join(answered) + "\n"}
    return facts(reconstruct(records(**dict(sorted(pages.items())))))


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("longer", ["neither", "what is answered", "the answer"])
@pytest.mark.parametrize(("said", "answered"), PAIRS, ids=TITLES)
def test_what_a_page_says_is_its_own(
    said: tuple[str, ...], answered: tuple[str, ...], longer: str, names: tuple[str, str]
):
    said += MORE if longer == "what is answered" else ()
    answered += MORE if longer == "the answer" else ()
    here, there = f"{names[0]}:2", f"{names[1]}:1"

    claims = found(said, answered, names)

    assert {f"{here} is body", f"{here} says again {there}"} <= claims
    assert {f"{there} quotes {here}", f"{there} says again {here}"} & claims


def test_some_answers_amid_a_page_are_known_for_quotes():
    before = ("Thanks, that settles the matter of the oars.",)
    quoting = [said[0] for said, answered in PAIRS if "b:2 quotes a:2" in found(said, before + answered, ("a", "b"))]

    assert len(quoting) >= len(PAIRS) // 3


def test_nothing_that_opens_a_page_is_called_a_quote_for_the_answer_below():
    said, answered = PAIRS[0]

    claims = found(said, (answered[0], "Hello Ada, tar alone does it."), ("a", "b"))

    assert "b:1 is body" in claims


def test_a_text_pasted_into_two_threads_is_a_post_of_each():
    text = (
        "The lock at Marl End will be closed from the third of May until the water is low.",
        "Boats may lie at the outer quay for as long, and nobody will ask them for the fee.",
        "Whoever has to go up the river in that time writes to the miller, who has a cart.",
        "All this is by order of the council and of the two parishes.",
    )
    one = (*text, "Hi Ada, is the cart big enough for a skiff?", "It is, but the miller will not lift it alone.")
    other = (*text, "Thanks for telling us. And who pays for the cart?", "Nobody pays, he says. He likes to drive it.")

    claims = found(one, other, ("lock", "river"))

    assert {f"{page}:{line} is body" for page in ("lock", "river") for line in range(1, 7)} <= claims
    assert {
        "lock:1 begins a post",
        "river:1 begins a post",
        "lock:2 says again river:2",
        "river:2 says again lock:2",
    } <= claims


def test_a_page_that_shows_another_once_more_is_its_rendering():
    page = (
        "The lock at Marl End will be closed from the third of May until the water is low.",
        "Boats may lie at the outer quay for as long, and nobody will ask them for the fee.",
        "Hi Ada, is the cart of the miller big enough for a skiff, or only for a punt?",
        "It is, but the miller will not lift it alone, and he asks for a day to think it over.",
    )

    claims = found((*page, "Thanks, then I shall bring two friends and a rope for the skiff."), page, ("a", "b"))

    assert {f"b:{line} repeats a:{line}" for line in range(1, 5)} <= claims
