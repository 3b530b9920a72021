"""What others quote of a post is marked, and who quotes it stands beside its paragraph."""

from tests.helpers.setting import ADA, BRUNO, body, mark
from threads.html.setter import LineRun, render
from threads.words.kinds import Role


def quoters(*names: str) -> str:
    items = "".join(f"<li>{name}, exact</li>" for name in names)
    return f'<aside class="mark"><details><summary>quoted by {len(names)}</summary><ol>{items}</ol></details></aside>'


BY_ADA = '<a href="/p/7/">Ada <span class="number">2</span></a>'
BY_BRUNO = '<a href="/p/8/">Bruno <span class="number">3</span></a>'


def test_what_others_quote_is_marked_whole_or_in_part_and_says_by_whom() -> None:
    html = body("The wall\nstands.", {1: mark(1, 0, 8, ADA), 2: mark(2, 0, 6, BRUNO)})

    assert html == (
        '<p dir="auto"><span class="cited" id="q9-1-0">The wall</span><br>'
        f'<span class="cited" id="q9-2-0">stands</span>.</p>\n{quoters(BY_ADA, BY_BRUNO)}'
    )


def test_paragraphs_that_the_same_people_quote_say_so_once() -> None:
    marks = {1: mark(1, 0, 3, ADA), 3: mark(3, 0, 3, ADA), 5: mark(5, 0, 5, BRUNO)}

    html = body("one\n\ntwo\n\nthree", marks)

    assert html == (
        f'<p dir="auto"><span class="cited" id="q9-1-0">one</span></p>\n{quoters(BY_ADA)}\n'
        '<p dir="auto"><span class="cited" id="q9-3-0">two</span></p>\n'
        f'<p dir="auto"><span class="cited" id="q9-5-0">three</span></p>\n{quoters(BY_BRUNO)}'
    )


def test_a_quote_between_them_has_it_said_again() -> None:
    runs = [LineRun(Role.BODY, 1, 1), LineRun(Role.QUOTE, 2, 2), LineRun(Role.BODY, 3, 3)]

    html = render(["one", "two", "three"], runs, {1: mark(1, 0, 3, ADA), 3: mark(3, 0, 5, ADA)})

    assert html.count("quoted by 1") == 2


def test_marks_in_lists_and_code_go_round_their_characters() -> None:
    marks = {1: mark(1, 0, 6, ADA), 2: mark(2, 2, 5, ADA), 4: mark(4, 4, 7, ADA), 5: mark(5, 0, 9, ADA)}

    html = body("- sand\n  and\n\n    lay();\n    end;", marks)

    assert '<li dir="auto"><span class="cited" id="q9-1-0">sand</span><br>  <span class="cited" id="q9-2-2">and' in html
    assert '<pre><code>    <span class="cited" id="q9-4-4">lay</span>();\n' in html
    assert '<span class="cited" id="q9-5-0">    end;</span></code></pre>' in html
    assert html.count("quoted by 1") == 1
