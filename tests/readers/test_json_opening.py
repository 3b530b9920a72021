"""What a document begins with is known however little of it was read."""

import json

import pytest

from threads.readers.json_opening import opening

WHOLE = {"kind": "Listing", "n": 12, "data": {"children": [{"kind": "t3", "body": 'a "} [, b\\'}, None], "after": None}}


def test_a_whole_value_is_read_as_it_is():
    assert opening(json.dumps(WHOLE).encode()) == WHOLE


def test_of_two_values_in_a_row_the_first_is_read():
    assert opening(b'{"a": 1}\n{"b": 2}\n') == {"a": 1}


@pytest.mark.parametrize("end", range(1, len(json.dumps(WHOLE))))
def test_wherever_it_is_cut_it_is_a_part_of_the_whole(end):
    read = opening(json.dumps(WHOLE).encode()[:end])

    assert isinstance(read, dict)
    assert read.keys() <= WHOLE.keys()
    assert read.get("n", 12) in (1, 12)
    if end > len('{"kind": "Listing",'):
        assert read["kind"] == "Listing"


def test_a_value_that_goes_on_beyond_the_head_is_there_and_empty():
    assert opening(b'{"id": 1, "text": "long') == {"id": 1, "text": ""}


@pytest.mark.parametrize("head", [b"", b"From ada", b"12", b"{]", b"[" * 100_000, b'{"a": tru}', b"\xff\xfe{\0"])
def test_what_is_no_json_begins_nothing(head):
    assert opening(head) is None
