"""Lines of forum-dl: posts of any forum, each with the path that leads to it."""

import json

from threads.readers import forum_dl

LINE = {"generator": "forum-dl", "version": "0.3.0", "extractor": "phpbb", "download_time": "2024-01-01T00:00:00"}
POST = {"path": ["2", "77"], "subpath": ["900", "901"], "url": "https://quay.example/t/77#901", "origin": "", "data": {}, "author": "ada",
        "creation_time": "2012-01-13T10:38:00", "content": "<blockquote>The oars crack.</blockquote><p>Oil them.</p>"}  # fmt: skip


def line(type_: str, item: dict) -> bytes:
    return json.dumps(LINE | {"type": type_, "item": item}).encode()


def test_a_post_answers_whom_its_path_leads_over():
    raw = line("post", POST)
    assert forum_dl.claims("quay.jsonl", raw)

    parsed = forum_dl.parse(raw)

    (post,) = parsed.posts
    assert (post.id, post.parents, post.thread, post.author) == ("2/77/901", ("2/77/900",), "2/77", "ada")
    assert post.posted_at.isoformat() == "2012-01-13T10:38:00+00:00"
    assert parsed.text.splitlines()[0] == "The oars crack."
    assert [mark.role for mark in post.marks] == ["quote"]


def test_what_is_no_post_holds_none_and_what_is_no_line_says_so():
    assert forum_dl.parse(line("thread", {"path": ["2", "77"], "title": "Oars"})).posts == ()
    assert forum_dl.parse(b'{"generator": "forum-dl"}') == "no line of forum-dl: it has no item"


def test_other_lines_are_not_claimed():
    assert not forum_dl.claims("quay.jsonl", b'{"generator": "another", "item": {}}')
