"""JSON is cut into units that are the document again, whatever is broken, and read without a traceback."""

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.seconds import at_most
from threads.readers import JSON_FORMATS, parse_unit
from threads.readers import json_units as module
from threads.readers.json_units import json_units, load_json
from threads.records import Parsed


class Trickle(BytesIO):
    """A stream that gives a few bytes at a time, as pipes may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 3))


def cut(document: bytes, most: int = 1000) -> list[bytes]:
    units = list(json_units(BytesIO(document), most))
    assert b"".join(units) == document
    assert list(json_units(Trickle(document), most)) == units
    return units


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b'{"a":1}\n{"a":2}\n', [{"a": 1}, {"a": 2}]),
        (b'{"a":1}\r\n\r\n{"a":2}', [{"a": 1}, {"a": 2}]),
        (b'\xef\xbb\xbf[{"a":"]"}, {"a":"\\"}"}\n]\n', [{"a": "]"}, {"a": '"}'}]),
        (b' [ {"a":[{}]} ] ', [{"a": [{}]}]),
        (b'{\n  "a": [\n    {"b": 1}\n  ]\n}\n', [{"a": [{"b": 1}]}]),
        (b'\xef\xbb\xbf{"a":1}', [{"a": 1}]),
        (b"[]", [[]]),
    ],
)
def test_each_object_is_a_unit(document: bytes, expected: list[object]) -> None:
    assert [load_json(unit) for unit in cut(document)] == expected


def test_a_broken_line_spoils_no_other() -> None:
    units = cut(b'{"a": "un\n{"a": 2}\n{"a": 3\n{"a": 4}\n')

    assert [isinstance(load_json(unit), dict) for unit in units] == [False, True, False, True]


def test_what_follows_a_break_in_an_array_is_one_unit() -> None:
    units = cut(b'[{"a": 1}, {"a": 2}; {"a": 3}]')

    assert [load_json(unit) for unit in units][:1] == [{"a": 1}]
    assert [unit.strip() for unit in units[1:]] == [b'{"a": 2}; {"a": 3}]']
    assert isinstance(load_json(units[1]), str)


def test_what_never_ends_is_cut_all_the_same() -> None:
    units = cut(b'{"a": "' + b"x" * 5000, most=1000)

    assert max(map(len, units)) <= 1000 + module.CHUNK
    assert cut(b"\n" * 5000)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=9)


@given(st.lists(st.dictionaries(WORDS, WORDS | st.lists(WORDS), max_size=3), max_size=5))
def test_every_shape_of_a_list_of_objects_gives_them_back(objects: list[object]) -> None:
    lines = "".join(f"{json.dumps(each)}\n" for each in objects).encode()
    array = json.dumps(objects, indent=1).encode()

    whole = [json.loads(json.dumps(each)) for each in objects]

    assert [load_json(unit) for unit in cut(lines, 10_000)] == whole or lines == b""
    assert [load_json(unit) for unit in cut(array, 10_000)] == whole or not objects


@given(st.text(alphabet='{}[]",:\\n \ufeffa1', max_size=40), st.integers(1, 50))
def test_any_bytes_are_cut_without_loss(text: str, most: int) -> None:
    document = text.encode()

    units = list(json_units(BytesIO(document), most))

    assert b"".join(units) == document
    for unit in units:
        load_json(unit)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a": NaN, "b": -Infinity}', {"a": None, "b": None}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": %s, "b": 5}' % (b"9" * 6000), {"a": None, "b": 5}),
        (rb'{"a": "\ud800x", "b": ["\udc00"]}', {"a": "\ufffdx", "b": ["\ufffd"]}),
        (rb'{"a\u0000": {"b": "\u0007"}}', {"a\ufffd": {"b": "\ufffd"}}),
        (rb'{"a": "\ud83d\ude00"}', {"a": "\U0001f600"}),
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b'{"a": "two\nlines"}', {"a": "two\nlines"}),
        (b'{"__proto__": {"a": 1}}', {"__proto__": {"a": 1}}),
    ],
)
def test_odd_values_become_ones_that_can_be_stored(raw: bytes, expected: object) -> None:
    assert load_json(raw) == expected


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": 1', "not valid JSON"),
        (b'{"a": 1} {"a": 2}', "not valid JSON: Extra data at character 9"),
        (b" \n", "empty"),
        (b"5", "not a JSON object"),
        (b'"words"', "not a JSON object"),
        (b"\xff\xfe{\x00}\x00", "not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_said(raw: bytes, words: str) -> None:
    told = load_json(raw)

    assert isinstance(told, str)
    assert words in told


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(b"[" + b",".join([b"{}"] * 500_000) + b"]", id="many elements"),
        pytest.param(b'[{"a":' * 500_000, id="nesting that never ends"),
        pytest.param(b'["' + b'\\"' * 2_000_000, id="a string that never ends"),
        pytest.param(b'{"a":"' + b"x" * 8_000_000 + b'"}\n', id="one long line"),
        pytest.param(b"\n" * 3_000_000, id="empty lines"),
        pytest.param(b'{"a":1}\n' * 500_000, id="many lines"),
    ],
)
def test_time_follows_length(document: bytes) -> None:
    with at_most(seconds=10):
        size = sum(map(len, json_units(BytesIO(document))))

    assert size == len(document)


@pytest.mark.parametrize("form", sorted(JSON_FORMATS))
@pytest.mark.parametrize("raw", [b"{}", b"[{},\n", b" {},", b"{}]\n", b"\xef\xbb\xbf[{}]", b"{}\r\n"])
def test_an_element_that_was_erased_holds_no_post_and_is_no_fault(form: str, raw: bytes) -> None:
    assert parse_unit(form, raw) == Parsed()


def test_the_formats_of_json_are_known_by_how_they_are_cut() -> None:
    assert {"discourse", "reddit", "jsonl"} <= JSON_FORMATS
    assert "mbox" not in JSON_FORMATS
