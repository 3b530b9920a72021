"""Posts that stand in the data of a page alone: JSON-LD, and what its own scripts take."""

import json

import pytest

from threads.readers import parse_unit

WORDS = ("The weir leaks on the mill side.", "Then caulk it with moss.", "Moss rots; take <em>tar</em>.")
NAMES = ("Ada", "Bo", "Cy")


def posts_on(script, shown="<p>Loading</p>"):
    """Who wrote when and what, and who is answered, of each post of a page."""
    page = f"<!doctype html><html><head><title>The weir</title></head><body>{shown}{script}</body></html>"
    parsed = parse_unit("html", page.encode())
    assert not isinstance(parsed, str), parsed
    return [
        (
            post.author,
            str(post.posted_at)[:16],
            " ".join(parsed.lines[post.first_line - 1 : post.last_line]),
            len(post.parents),
        )
        for post in parsed.posts
        if post.facts.get("type") != "article"
    ]


def read(*answered):
    """What is expected of the three posts, by how many of those above each answers."""
    words = (*WORDS[:2], "Moss rots; take tar.")
    return [
        (name, f"2012-05-0{n} 10:00", text, parents)
        for n, (name, text, parents) in enumerate(zip(NAMES, words, answered, strict=True), 3)
    ]


def data(value, attributes='type="application/json"'):
    source = json.dumps(value).replace("</", "<\\/")
    return f"<script {attributes}>{source}</script>"


def moment(n):
    return f"2012-05-0{n + 3}T10:00:00Z"


FLAT = [
    {"id": n, "user": {"name": name}, "createdAt": moment(n), "body": text}
    for n, (name, text) in enumerate(zip(NAMES, WORDS, strict=True), 0)
]


@pytest.mark.parametrize(
    "script",
    [
        data({"props": {"thread": {"comments": FLAT}}}),
        data(
            {"props": {"topic": {"posts": {str(each["id"]): each for each in FLAT}}}},
            'id="__NEXT_DATA__" type="application/json"',
        ),
        f"<script>window.__STATE__ = {json.dumps({'replies': FLAT})}; boot();</script>",
        data({"messages": [{**each, "createdAt": 1336039200 + n * 86400} for n, each in enumerate(FLAT)]}),
        data(
            {
                "data": [
                    {
                        "type": "posts",
                        "id": str(n),
                        "attributes": {"createdAt": moment(n), "contentHtml": f"<p>{text}</p>"},
                        "relationships": {"user": {"data": {"type": "users", "id": str(70 + n)}}},
                    }
                    for n, text in enumerate(WORDS)
                ],
                "included": [
                    {"type": "users", "id": str(70 + n), "attributes": {"displayName": name}}
                    for n, name in enumerate(NAMES)
                ],
            }
        ),
    ],
)
def test_posts_are_read_from_the_data_of_a_page_that_shows_none(script):
    assert posts_on(script) == read(0, 0, 0)


def test_answers_lie_in_what_they_answer_or_say_so():
    nested = {**FLAT[0], "replies": [{**FLAT[1], "replies": [FLAT[2]]}]}
    stated = [FLAT[0], {**FLAT[1], "parentId": 0}, {**FLAT[2], "parentId": 1}]

    assert posts_on(data({"comments": [nested]})) == read(0, 1, 1)
    assert posts_on(data({"comments": stated})) == read(0, 1, 1)


def test_posts_in_json_ld_alone_are_read():
    item = {
        "@type": "DiscussionForumPosting",
        "headline": "The weir",
        "text": WORDS[0],
        "author": {"name": "Ada"},
        "datePublished": moment(0),
        "comment": [
            {"@type": "Comment", "text": text, "author": {"name": name}, "datePublished": moment(n)}
            for n, (name, text) in enumerate(zip(NAMES[1:], WORDS[1:], strict=True), 1)
        ],
    }

    assert [post[:3] for post in posts_on(data(item, 'type="application/ld+json"'))] == [
        post[:3] for post in read(0, 0, 0)
    ]


def test_what_a_page_shows_goes_before_its_data_where_that_says_no_more():
    shown = "".join(
        f'<div class="comment" id="c{n}"><b class="author">{name}</b> <time datetime="2011-01-0{n + 1}T10:00:00Z">then</time>'
        f'<div class="content">{text}</div></div>'
        for n, (name, text) in enumerate(zip(NAMES, WORDS, strict=True))
    )

    assert [post[1] for post in posts_on(data({"comments": FLAT}), shown)] == [f"2011-01-0{n} 10:00" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "script",
    [
        data({"articles": FLAT}),
        data({"posts": [{**each, "slug": "weir"} for each in FLAT]}),
        data({"comments": [{"user": {"name": "Ada"}, "body": text} for text in WORDS]}),
        data({"comments": FLAT[:1]}),
        '<script type="application/json">{"comments": [</script>',
        f"<script type='application/json'>{'[' * 5000}</script>",
    ],
)
def test_other_data_holds_no_posts(script):
    assert posts_on(script) == []


@pytest.mark.parametrize("form", ["html", "schema.org"])
def test_questions_that_nobody_asked_are_no_posts(form):
    faq = {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": text, "acceptedAnswer": {"@type": "Answer", "text": text}} for text in WORDS
        ],
    }
    ld = data(faq, 'type="application/ld+json"')
    page = (
        f"<html><title>The jetty</title><body><p>Ask us about the jetty, the boats and the ropes.</p>{ld}</body></html>"
    )

    [article] = parse_unit(form, page.encode()).posts

    assert article.facts["type"] == "article"
