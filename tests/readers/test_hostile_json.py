"""Whatever stands in the fields of JSON, it is read or told in words, and never raises."""

import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.readers import convokit, discourse, jsonl
from threads.records import UNWRITABLE, Parsed, split_lines

UNITS: dict[ModuleType, dict[str, Any]] = {
    discourse: {
        "id": 1, "title": "t", "slug": "s", "tags": ["a"],
        "post_stream": {"posts": [{
            "topic_id": 1, "post_number": 2, "username": "a", "name": "b", "cooked": "<p>x", "raw": "x", "polls": [],
            "created_at": "2021-03-04", "reply_to_post_number": 1, "actions_summary": [{"id": 2, "count": 1}],
            "action_code": "x", "avatar_template": "/user_avatar/x.org/a", "version": 2, "updated_at": "x", "post_type": 1,
        }]},
    },
    jsonl: {
        "id": "a", "text": "x", "author": {"name": "a"}, "thread": {"key": "b"}, "parent": "c", "facts": {"a": 1},
        "posted_at": 1, "replies_to": [{"primary": True, "parent": "d"}],
        "marks": [{"first_line": 1, "last_line": 1, "role": "quote"}],
    },
    convokit: {
        "id": "a", "conversation_id": "b", "text": "x", "speaker": "c", "reply-to": "d", "timestamp": 1, "meta": {"a": 1},
    },
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def objects_in(value: Any) -> list[dict[str, Any]]:
    found, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            found.append(each)
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found


@pytest.mark.parametrize("reader", UNITS, ids=lambda reader: reader.FORMAT)
@given(data=st.data())
def test_no_value_of_any_field_raises(reader: ModuleType, data: st.DataObject) -> None:
    unit = json.loads(json.dumps(UNITS[reader]))
    changed = data.draw(st.sampled_from(objects_in(unit)))
    for name in data.draw(st.lists(st.sampled_from(sorted(changed)), min_size=1, max_size=2)):
        changed[name] = data.draw(ANYTHING)

    found = reader.parse(json.dumps(unit).encode())

    assert isinstance(found, Parsed | str)
    for post in found.posts if isinstance(found, Parsed) else ():
        assert 1 <= post.first_line <= post.last_line <= len(split_lines(found.text))
        said = json.dumps([post.id, post.parents, post.thread, post.author, post.title, post.url], ensure_ascii=False)
        assert not UNWRITABLE.search(said + found.text)
        json.dumps(dict(post.facts), allow_nan=False)


@pytest.mark.parametrize("reader", UNITS, ids=lambda reader: reader.FORMAT)
@given(data=st.data())
def test_no_cut_of_a_unit_raises(reader: ModuleType, data: st.DataObject) -> None:
    raw = json.dumps(UNITS[reader]).encode()
    cut = raw[: data.draw(st.integers(0, len(raw)))] + data.draw(st.binary(max_size=4))

    reader.claims("x.json", cut)

    assert isinstance(reader.parse(cut), Parsed | str)
