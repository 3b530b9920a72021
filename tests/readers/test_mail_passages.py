"""Lines of mails -> who says what: quotes, what introduces them, signatures, footers of lists. And what is none of these."""

import pytest

from threads.readers import eml


def roles(body: str) -> list[str]:
    """The role of each line with text: b, q1, q2, a, s, c; q2 is a quote of depth two."""
    parsed = eml.parse(b"From: Ada <ada@example.org>\nContent-Type: text/plain; charset=utf-8\n\n" + body.encode())
    assert not isinstance(parsed, str), parsed
    lines = parsed.text.split("\n")
    found = ["b"] * len(lines)
    for mark in parsed.posts[0].marks:
        name = f"q{mark.depth}" if mark.role == "quote" else mark.role[0]
        found[mark.first_line - 1 : mark.last_line] = [name] * (mark.last_line - mark.first_line + 1)
    return [role for role, line in zip(found, lines, strict=True) if line.strip()]


def test_quote_signs_tell_the_depth_however_they_are_written():
    assert roles("> one\n>one\n > one\n>> two\n> > two\n> >> three\n>\tone\nown\n") == "q1 q1 q1 q2 q2 q3 q1 b".split()


def test_quoted_lines_are_written_without_their_signs():
    parsed = eml.parse(b"From: a@x\nDate: x\n\n> > Who built it?\n>     x = 1\n")

    assert parsed.text == "Who built it?\n    x = 1"


ATTRIBUTIONS = [
    "On Mon, 2 Mar 2020 at 10:00, Ada Byron <ada@example.org> wrote:",
    "On Mon, 2 Mar 2020 at 10:00, Ada Byron\n<ada@example.org> wrote:",
    "On Mon, 2 Mar 2020 at 10:00, Ada Byron <\nada@example.org>\nwrote:",
    "On Mon, 2 Mar 2020 10:00:00 +0000\nAda Byron <ada@example.org> wrote:",
    "On 2/3/20 10:00 AM, Ada Byron wrote:",
    "Am 02.03.20 um 10:00 schrieb Ada Byron:",
    "Am Mo., 2. März 2020 um 10:00 Uhr schrieb Ada Byron <\nada@example.org>:",
    "Le 02/03/2020 à 10:00, Ada Byron a écrit :",
    "Le lun. 2 mars 2020 à 10:00, Ada Byron <ada@example.org> a\nécrit :",
    "El lun., 2 mar. 2020 a las 10:00, Ada Byron (<ada@example.org>) escribió:",
    "Il giorno lun 2 mar 2020 alle ore 10:00 Ada Byron <ada@example.org> ha scritto:",
    "Op ma 2 mrt. 2020 om 10:00 schreef Ada Byron <ada@example.org>:",
    "Em seg., 2 de mar. de 2020 às 10:00, Ada Byron <ada@example.org> escreveu:",
    "W dniu 02.03.2020 o 10:00, Ada Byron pisze:",
    "pon., 2 mar 2020 o 10:00 Ada Byron <ada@example.org> napisał(a):",
    "пн, 2 мар. 2020 г. в 10:00, Ada Byron <ada@example.org>:",
    "02.03.2020 10:00, Ada Byron пишет:",
    "Den mån 2 mars 2020 kl 10:00 skrev Ada Byron <ada@example.org>:",
    "Den man. 2. mar. 2020 kl. 10.00 skrev Ada Byron <ada@example.org>:",
    "ma 2. maalisk. 2020 klo 10.00 Ada Byron (ada@example.org) kirjoitti:",
    "po 2. 3. 2020 v 10:00 odesílatel Ada Byron <ada@example.org> napsal:",
    "Dne 02. 03. 20 v 10:00 Ada Byron napsal(a):",
    "2020年3月2日(月) 10:00 Ada Byron <ada@example.org>:",
    "Ada Byron さんは書きました:\n",
    "在 2020-03-02 10:00, Ada Byron 写道:",
    "Ada Byron <ada@example.org> 于2020年3月2日周一 上午10:00写道：",
    "2020년 3월 2일 (월) 오전 10:00, Ada Byron <ada@example.org>님이 작성:",
    "2020-03-02 10:00 GMT+01:00 Ada Byron <ada@example.org>:",
    "Ada Byron <ada@example.org> writes:",
    "Ada Byron wrote:",
    "ada@example.org wrote:",
    "Quoting Ada Byron <ada@example.org>:",
    '--- In tides@yahoogroups.com, "Ada Byron" <ada@...>\nwrote:',
    "--- In tides@y..., ada@e... wrote:",
    "--- Ada Byron <ada@example.org>\nwrote:",
    "Ada Byron <ada@example.org> schrieb am Mo., 2. März 2020,\n10:00:",
    "Thus spake Ada Byron (ada@example.org):",
]


@pytest.mark.parametrize("lines", ATTRIBUTIONS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_introduces_a_quote_is_known_in_many_languages(lines, gap):
    count = len(lines.strip().split("\n"))

    assert roles(f"Own words.\n\n{lines.strip()}{gap}> Is it late?\nYes.\n") == ["b", *["a"] * count, "q1", "b"]


@pytest.mark.parametrize(
    "line",
    [
        "I wrote:",
        "As Bruno wrote:",
        "I think that this is what Bruno meant when he wrote:",
        "On the whole I agree, but you wrote:",
        "On 2 March you asked me something and this is it:",
        "Yesterday the harbour wrote:",
        "See below:",
        "The log of 2020-03-02 10:00 says:",
    ],
)
def test_a_sentence_of_ones_own_above_a_quote_is_ones_own(line):
    assert roles(f"{line}\n> Is it late?\nYes.\n") == ["b", "q1", "b"]


@pytest.mark.parametrize(
    "body",
    [
        ">>> tide = 3\n>>> tide + 1\n4\n",
        "3c3\n< low\n---\n> high\n",
        "--- a/tide.c\n+++ b/tide.c\n@@ -1 +1 @@\n-low\n+high\n",
        "$ sort < tides\ncat <<< tides\n",
        "mysql> select 1;\nU-Boot> boot\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "From the pier one sees it.\n",
        "Words.\n--\n\nNot a signature, for words follow.\n\nAnd more.\n",
        "- one\n- two\n",
        "To: the harbour\nSubject: to change\nDate: soon\n",
        "From: here to there\nTo: be clear\n",
        "____________________\nA line drawn by hand\n",
        "On 2 March 2020 Bruno wrote:\n\nThe tide is late.\n\nI say it is not.\n",
    ],
)
def test_code_and_prose_that_look_like_marks_stay_the_authors(body):
    assert set(roles(body)) == {"b"} or (set(roles(body)) == {"b", "a"} and "Bruno" in body)


OUTLOOK = (
    "From: Bruno <bruno@example.org>\nSent: Monday, March 2, 2020 10:00\nTo: Ada\nCc: Chen;\n Dalia\nSubject: Tides\n\n"
)


@pytest.mark.parametrize(
    ("block", "count"),
    [
        (OUTLOOK.replace(" Dalia\n", ""), 5),
        ("-----Original Message-----\nFrom: Bruno\nSent: Monday\nTo: Ada\nSubject: Tides\n\n", 5),
        ("________________________________\nFrom: Bruno\nSent: Monday\nTo: Ada\nSubject: Tides\n\n", 5),
        ("*From:* Bruno\n*Sent:* Monday\n*To:* Ada\n*Subject:* Tides\n\n", 4),
        ("-----Ursprüngliche Nachricht-----\nVon: Bruno\nGesendet: Montag\nAn: Ada\nBetreff: Tiden\n\n", 5),
        ("De : Bruno\nEnvoyé : lundi\nÀ : Ada\nObjet : Marées\n\n", 4),
        ("De: Bruno\nEnviado el: lunes\nPara: Ada\nAsunto: Mareas\n\n", 4),
        ("发件人: Bruno\n发送时间: 2020年3月2日\n收件人: Ada\n主题: 潮汐\n\n", 4),
        ("---------- Forwarded message ---------\nFrom: Bruno\nDate: Monday\nSubject: Tides\nTo: Ada\n\n", 5),
    ],
)
def test_what_stands_below_a_header_block_is_quoted(block, count):
    assert roles(f"My answer.\n\n{block}The tide is late.\n\n> By how much?\n") == ["b", *["a"] * count, "q1", "q2"]


def test_nothing_is_quoted_below_a_header_block_that_opens_the_mail():
    assert roles("From: Bruno\nSent: Monday\nTo: Ada\n\nThe tide is late.\n\nBut see below.\n") == [
        "a",
        "a",
        "a",
        "b",
        "b",
    ]


def test_a_header_block_within_a_quoted_mail_quotes_deeper():
    block = "From: Bruno\nSent: Monday\nTo: Ada\n\n"

    assert roles(f"Yes.\n\n{block}Late?\n\n{block}Is it?\n") == "b a a a q1 q1 q1 q1 q2".split()


def test_a_dated_attribution_below_ones_words_quotes_all_that_follows():
    assert roles("Yes.\n\nOn 2 March 2020, Bruno wrote:\nIs it late?\nBy how much?\n") == ["b", "a", "q1", "q1"]


def test_a_quote_set_in_by_spaces_ends_where_the_authors_words_begin():
    body = "On 2 March 2020, Bruno wrote:\n\n    Is it late?\n\n    By how much?\n\nBy an hour.\n"

    assert roles(body) == ["a", "q1", "q1", "b"]


def test_the_broken_off_end_of_a_quoted_line_is_quoted_and_a_short_answer_is_not():
    long = "> The harbour master asked whether anybody knows how late the tide will\n"

    assert roles(f"{long}be tomorrow\n> or on Friday.\n") == ["q1", "q1", "q1"]
    assert roles(f"{long}Yes\n> or on Friday.\n") == ["q1", "b", "q1"]
    assert roles("> Is it late?\nyes\n> By how much?\n") == ["q1", "b", "q1"]


def test_a_signature_goes_to_the_end_or_the_next_quote():
    assert roles("Words.\n-- \nAda\nHarbour\n") == ["b", "s", "s", "s"]
    assert roles("Words.\n-- \nAda\n\nOn 2 March 2020, Bruno wrote:\n> Late?\n") == ["b", "s", "s", "a", "q1"]
    assert roles("Words.\n\n--\nAda\n") == ["b", "s", "s"]


@pytest.mark.parametrize(
    "below", ["\n\nMore words of mine.\n", "\nMore words of mine, in a line that is longer than those of signatures.\n"]
)
def test_words_below_a_signature_are_the_authors(below):
    assert roles(f"Words.\n-- \nAda\nHarbour\n{below}") == ["b", "s", "s", "s", "b"]
    assert roles(f"Words.\n-- \n\nAda\n\nHarbour\n{below}") == ["b", "s", "s", "s", "b"]


def test_the_signature_of_a_pasted_patch_ends_with_its_version():
    assert roles("+high\n-- \n2.25.1\n\nWhy high?\nIt is not.\n") == ["b", "s", "s", "b", "b"]


def test_what_is_too_long_for_a_signature_is_not_one():
    assert set(roles("Words.\n-- \n" + "More words.\n" * 40)) == {"b"}


@pytest.mark.parametrize(
    "footer",
    [
        "_______________________________________________\nTides mailing list\nTides@example.org\nhttps://example.org/mailman/listinfo/tides\n",
        '-- \nYou received this message because you are subscribed to the Google Groups "Tides" group.\nTo unsubscribe from this group, write.\n',
        '--\nTo unsubscribe from this list: send the line "unsubscribe tides"\nMore majordomo info at  http://example.org/\n',
        "-- \nTo UNSUBSCRIBE, email to tides-request@example.org\n",
    ],
)
def test_the_footer_of_a_list_is_furniture(footer):
    count = len(footer.strip().split("\n"))

    assert roles(f"Words.\n-- \nAda\n{footer}") == ["b", "s", "s", *["c"] * count]
    assert roles(f"Words.\n{footer}\nMore words of mine, below the footer.\n{'More. ' * 9}\n" + "x\n" * 20)[-1] == "b"


@pytest.mark.parametrize(
    "line",
    [
        '--- In oars@groups.example, "Ada Moor" <ada@...> wrote:',
        "Zitat von Ada Moor <ada@example.org>:",
        "Ada Moor <ada@example.org> wrote on 03/03/2003 10:00:00 AM:",
        "Ada Moor said:",
        "At 10:00 AM 3/3/2003 +0100, Ada Moor wrote:",
        "At Mon, 3 Mar 2003 10:00:00 +0100,\nAda Moor wrote:",
        "* Ada Moor <ada@example.org> [030303 10:00]:",
        "Ada Moor schrieb am 03.03.2003 um 10:00:",
        "3 марта 2003 г., 10:00, Ada Moor <ada@example.org>\nнаписал(а):",
        "On Wednesday, March 5,\n2003 at 10:00 AM, Ada Moor\n<ada@example.org\n<mailto:ada@example.org>>\nwrote:",
    ],
)
def test_a_line_of_any_program_introduces_what_is_marked_below_it(line):
    """yourtempo/tempo-email-parser#3, chatmail/core#2958 and github/email_reply_parser#43 list such lines."""
    head = b"From: b@example.org\nDate: 3 Mar 2003 10:00 +0000\nSubject: oars\n\n"
    parsed = eml.parse(head + f"Hello.\n\n{line}\n\n> Who has them?\n\nI do.\n".encode())
    roles = [(mark.role, mark.last_line) for mark in parsed.posts[0].marks]

    assert roles == [("attribution", 3 + line.count("\n")), ("quote", 5 + line.count("\n"))]


@pytest.mark.parametrize(
    "line", ["What he said:", "I was told this and it says:", "There are two things we said on 3 March:", "He wrote:"]
)
def test_a_sentence_of_ones_own_above_a_quote_introduces_none(line):
    head = b"From: b@example.org\nDate: 3 Mar 2003 10:00 +0000\nSubject: oars\n\n"
    parsed = eml.parse(head + f"Hello.\n\n{line}\n> Who has them?\n".encode())

    assert [mark.role for mark in parsed.posts[0].marks] == ["quote"]


RULE = "_" * 50
PROVIDERS = [
    f"{RULE}\nDo you Yahoo!?\nYahoo! Oar Center - oars, paddles and more\nhttp://oars.example.com\n",
    f"{RULE}\nGet your oars with MSN Boats at http://boats.msn.com\n",
    f"{RULE.replace('_', '-')}\nThis message was sent using IMP, the Internet Messaging Program.\n",
    f"{RULE.replace('_', '-')}\nThis sf.net email is sponsored by: Oars\nhttp://oars.example.com/sf\n",
    "--~--~---------~--~----~------------~-------~--~----~\nYou received this message because you are subscribed to it.\n-~----------~----~----~----~------~----~------~--~---\n",
    f"{RULE}\nOARS FOR EVERYBODY\nhttp://click.egroups.com/1/975/0/_/1234\n{RULE}\n",
]


@pytest.mark.parametrize("footer", PROVIDERS)
def test_what_providers_and_groups_add_is_nobodys_words(footer):
    assert roles(f"Own words.\n\n{footer}") == ["b", *["c"] * footer.count("\n")]


@pytest.mark.parametrize(
    "words",
    [
        f"{RULE}\nI asked on the list, and nobody knew.\n",
        "Do you Yahoo!?\nI do.\n",
        f"Oars:\n{RULE}\nash 3\npine 4\n{RULE}\n",
    ],
)
def test_words_below_a_rule_are_their_authors(words):
    assert set(roles(f"Own words.\n\n{words}")) == {"b"}
