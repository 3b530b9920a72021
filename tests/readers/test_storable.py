"""Whatever a reader hands on, what comes of it can be stored, and nothing that could be is changed."""

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.readers import STATED, clean, outline_unit, parse_unit, stated_reader
from threads.readers.storable import storable
from threads.records import UNWRITABLE, Mark, Parsed, Statement

MARK = "\ufffd"
NASTY = "\0\ud800a\n\x1b\udc00\x7f"


def statement(**said: object) -> Statement:
    return Statement(id="1", first_line=1, last_line=2, **said)._replace(**{k: v for k, v in said.items() if k == "id"})


def only(stated: Statement) -> Statement:
    (post,) = storable(Parsed("a\nb", (stated,))).posts
    return post


def test_what_cannot_be_stored_is_replaced_one_for_one_wherever_it_stands() -> None:
    stated = Statement(
        "i\0", 1, 2, parents=("p\ud800", "q"), thread="t\0", author="Ada\0", author_id="a\udfff", posted_at_raw="\0",
        title="T\0", url="https://example.org/\0", marks=(Mark(1, 1, "quote", 1, "s\0"),),
        facts={"tags": ["x\0"], "n\0": {"deep": "\ud800"}},
    )  # fmt: skip

    parsed = storable(Parsed("w\0rds\nand \ud800", (stated,), {"u\0": "Bruno\ud800"}))

    assert parsed.text == f"w{MARK}rds\nand {MARK}"
    assert parsed.people == {f"u{MARK}": f"Bruno{MARK}"}
    assert parsed.posts[0] == Statement(
        f"i{MARK}", 1, 2, parents=(f"p{MARK}", "q"), thread=f"t{MARK}", author=f"Ada{MARK}", author_id=f"a{MARK}",
        posted_at_raw=MARK, title=f"T{MARK}", url=f"https://example.org/{MARK}",
        marks=(Mark(1, 1, "quote", 1, f"s{MARK}"),), facts={"tags": [f"x{MARK}"], f"n{MARK}": {"deep": MARK}},
    )  # fmt: skip


def test_what_can_be_stored_stays_as_it_is() -> None:
    moment = datetime(2019, 4, 5, 6, tzinfo=timezone(timedelta(hours=2)))
    facts = {"karma": -3, "share": 0.5, "tags": ["pier"], "is_deleted": True, "who": None, "at": {"x": [1, [2]]}}
    stated = Statement(
        "1", 1, 2, ("0",), "t", "Dalia \u5f20\t\u00a0", "d", moment, "", "T", "u", (Mark(1, 1, "quote"),), facts
    )

    assert storable(Parsed("a\f\tb\r\nc", (stated,))) == Parsed("a\f\tb\r\nc", (stated,))


@pytest.mark.parametrize("year", [1, 1969, 2101, 9999])
def test_a_date_on_which_nobody_wrote_becomes_words(year: int) -> None:
    post = only(statement(posted_at=datetime(year, 5, 6, tzinfo=UTC)))

    assert (post.posted_at, post.posted_at_raw) == (None, f"{year:04}-05-06 00:00:00+00:00")
    assert only(statement(posted_at=datetime(year, 5, 6, tzinfo=UTC), posted_at_raw="in May")).posted_at_raw == "in May"


def test_a_date_without_a_zone_is_in_utc() -> None:
    assert only(statement(posted_at=datetime(2019, 4, 5))).posted_at == datetime(2019, 4, 5, tzinfo=UTC)  # noqa: DTZ001


def test_facts_become_what_json_can_hold() -> None:
    deep: list = []
    for _ in range(5_000):
        deep = [deep]

    facts = only(
        statement(facts={"nan": math.nan, "inf": -math.inf, "big": 10**5_000, "pair": (1, 2), 3: "x", "deep": deep})
    ).facts

    assert {name: facts[name] for name in facts if name != "deep"} == {
        "nan": None,
        "inf": None,
        "big": None,
        "pair": [1, 2],
        "3": "x",
    }
    assert json.dumps(facts, allow_nan=False).count("[") < 50


FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=9,
)


@given(st.text() | st.sampled_from([NASTY]), st.dictionaries(st.text(), FACTS), st.datetimes() | st.none())
def test_nothing_unwritable_is_left_of_any_text_fact_or_date(text: str, facts: dict, moment: datetime | None) -> None:
    stated = Statement(
        text, 1, 1, (text,), text, text, text, moment, text, text, text, (Mark(1, 1, "quote", 1, text),), facts
    )

    parsed = storable(Parsed(text, (stated,), {text: text}))

    assert not UNWRITABLE.search(str(parsed).replace("\\x00", "\0"))
    assert len(parsed.text) == len(text)
    assert len(parsed.lines) == len(Parsed(text).lines)
    assert not UNWRITABLE.search(json.dumps(parsed.posts[0].facts, allow_nan=False, ensure_ascii=False))
    assert storable(parsed) == parsed


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("stack_exchange", b'<row Id="1" PostTypeId="1" Title="Odd &#xD800;" Body="x" />'),
        ("stack_exchange", b'<row Id="1\0" PostTypeId="1" Title="NUL \0 here" Body="x \0" OwnerUserId="&#xDFFF;" />'),
        ("mbox", b"From a Thu Jan  2 10:00:00 2020\nMessage-ID: <a\0b@x>\nSubject: \0\nFrom: \0 <a@x>\n\n\0\n"),
    ],
)  # fmt: skip
def test_what_comes_of_a_unit_can_be_stored_and_its_outline_names_it_alike(form: str, raw: bytes) -> None:
    parsed = parse_unit(form, raw)

    assert isinstance(parsed, Parsed)
    assert storable(parsed) == parsed
    assert outline_unit(form, raw)[0] in ("", parsed.posts[0].id)


def test_a_unit_of_a_reader_without_outlines_is_to_be_parsed() -> None:
    assert outline_unit("jsonl", b'{"id": "a", "text": "x"}') == ("", (), "")


def test_reasons_of_readers_can_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stated_reader("mbox"), "parse", lambda raw, letters="": "no \0 mail")

    assert parse_unit("mbox", b"") == f"no {MARK} mail"


def test_every_reader_is_asked_in_the_one_place_that_cleans() -> None:
    assert all(stated_reader(reader.FORMAT) is reader for reader in STATED)
    assert clean("a\0b") == f"a{MARK}b"
