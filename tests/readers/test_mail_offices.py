"""Heads and quotes of Lotus Notes and of Supercite -> what is quoted below and behind them. The words are ours."""

from __future__ import annotations

import pytest

from tests.helpers.mail_roles import roles

OARS, TAR, MINE = "The oars lie behind the oven.", "Bring tar from the loft.", "The boat leaves on Friday."
FRAMED = """\
|---------+---------------------------->
|         |           Ada Moor         |
|         |           <ada@example.org>|
|         |                            |
|         |           03/03/2014 10:05 |
|         |           AM               |
|---------+---------------------------->
  >--------------------------------------------|
  |       To:       bruno@example.org          |
  |       cc:                                  |
  |       Subject:  Oars                       |
  >--------------------------------------------|"""
IN_COLUMNS = """\
                      Ada Moor
                      <ada@example.org>        To:      bruno@example.org
                                               cc:
                      03/03/2014 10:05         Subject: Oars
                      AM"""
HEADS = {
    "framed": FRAMED,
    "in columns": IN_COLUMNS,
    "one below the other": "Ada Moor <ada@example.org>\n03/03/2014 10:05 AM\n\nTo\nBruno <bruno@example.org>\ncc\noars@lists.example\nSubject\nRe: Oars",
    "a line": '"Ada Moor" <ada@example.org> on 03/03/2014 10:05:00 AM\n\nTo:   Bruno/Mill/Weir@Weir\ncc:   oars@lists.example\nSubject:  Re: Oars',
    "of Vienna": "Ada Moor <ada@example.org>\n03.03.2014 10:05\n\nAn\nBruno <bruno@example.org>\nKopie\n\nBetreff\nRuder",
    "ruled": "-----oars-bounces@lists.example wrote: -----\n\nTo: oars@lists.example\nFrom: Ada Moor <ada@example.org>\nDate: 03/03/2014 10:05AM\nSubject: Re: Oars",
    "with houses": "From:   Ada Moor/Mill/Weir@Weir\nTo:     Bruno/Mill/Weir@Weir\nDate:   03/03/2014 10:05 AM\nSubject:        Re: Oars",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_a_head_of_notes_below_ones_words_begins_a_quote(head):
    """freescout-help-desk/freescout#953 asks for the heads of more programs; these are of five releases of one."""
    found = roles(f"{MINE}\n\n\n\n{head}\n\n\n\n{OARS}\n\n{TAR}")

    assert {found[line] for line in head.split("\n") if line.strip()} == {"attribution"}
    assert (found[MINE], found[OARS], found[TAR]) == ("body", "quote", "quote")


def test_notes_names_the_house_of_who_wrote_above_marked_lines():
    line = "Ada Moor/Mill/Weir wrote on 03/03/2014 10:05:00 AM:"

    assert roles(f"{MINE}\n\n{line}\n\n> {OARS}")[line] == "attribution"


@pytest.mark.parametrize(
    "words",
    [
        "Ada <ada@example.org> has the oars since 03/03/2014 10:05.\n\nTo:\nwhom else?",
        "Who comes: Ida <ida@example.org>\nWhen: 03/03/2014 10:05\nWhere: the shed",
        "|---------+------|\n| Ada     | oars |\n| Bruno   | tar  |\n|---------+------|",
        "Write to Ada <ada@example.org>\n\nSubject: oars",
    ],
)
def test_words_and_tables_with_an_address_or_a_date_are_their_authors(words):
    assert set(roles(f"{MINE}\n\n{words}\n\n{OARS}").values()) == {"body"}


NAMED = '>>>>> "Ada" == Ada Moor <ada@example.org> writes:'


def test_lines_behind_the_name_that_a_head_states_are_quoted_without_it():
    """microsoft/typeagent-py#114 knows ">" alone."""
    found = roles(f"{NAMED}\n\n    Ada> The oars lie\n    Ada> behind the oven.\n\n{MINE}\n\n    Bruno>> {TAR}")

    assert found["The oars lie"] == found["behind the oven."] == found[TAR] == "quote"
    assert found[MINE] == "body"


def test_a_head_without_the_name_has_it_in_the_line_below():
    head = ">>>>> On Mon, 3 Mar 2014 10:05:00 +0000, Ada Moor <ada@example.org> said:"
    found = roles(f"{head}\n\nAM> {OARS}\n\n{MINE}\nshell> row")

    assert (found[OARS], found[MINE], found["shell> row"]) == ("quote", "body", "body")


@pytest.mark.parametrize("words", ["shell> row the boat", ">>> oars = 3\nAda> no quote", f">>>>> a rule:\nAda> {OARS}"])
def test_without_a_head_a_name_before_a_sign_is_its_authors(words):
    assert roles(f"{MINE}\n\n{words}")[words.split("\n")[-1]] == "body"
