"""What is written of an outline: numbers, names and first words, each leading to its post."""

from threads.selectors.thread import OutlineLine
from threads.templatetags import post_html

EVIL = "<b onclick='x'>"
ESCAPED = "&lt;b onclick=&#x27;x&#x27;&gt;"


def line(**told: object) -> str:
    given = {
        "id": 7, "number": 4, "level": 2, "author": "Ada", "words": "", "bar": 3, "is_missing": False, "origin": "",
        "is_boundary_doubtful": False, "is_here": False,
    }  # fmt: skip
    return post_html.outline_list([OutlineLine(**given | told)])


def test_an_outline_names_who_wrote_and_leads_there() -> None:
    assert line() == (
        '<li class="d2"><a class="l3" href="/p/7/"><span class="number">4</span><bdi class="name words"><b>Ada</b></bdi></a></li>\n'
    )
    assert 'href="#p7"' in line(is_here=True)
    assert '<a class="l3 inferred missing-line" href' in line(origin="quote", is_missing=True)
    assert '<b>Ada</b><span class="unseen">, missing</span></bdi>' in line(is_missing=True)
    assert '<a class="l3" href' in line(origin="declared")


def test_in_an_outline_a_post_without_an_author_is_told_by_its_words() -> None:
    assert f'<bdi class="name words">{ESCAPED}</bdi>' in line(author="", words=EVIL)
    assert f'<bdi class="name words"><b>{ESCAPED}</b> Of bells</bdi>' in line(author=EVIL, words="Of bells")
    assert '<bdi class="name words">unknown</bdi>' in line(author="")
