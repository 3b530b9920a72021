"""What programs write above a quote in the languages of the world, in one line and broken -> an attribution, and what it quotes."""

from __future__ import annotations

import re
import textwrap

import pytest

from tests.helpers.mail_roles import roles

NAME, ADDRESS = "Ada Moor", "<ada.moor@mill-at-the-weir.example>"
OARS, TAR = "The oars lie behind the oven.", "Bring tar from the loft."
MINE = "The boat leaves on Friday."

# N is a name and A an address in brackets: Gmail, Apple Mail, Yahoo.
WITH_ADDRESS = """
On Mon, Mar 3, 2014 at 10:05 AM N A wrote:
On Mar 3, 2014, at 10:05 AM, N A wrote:
On Monday, March 3, 2014, 10:05:12 AM GMT+1, N A wrote:
2014-03-03 10:05 GMT+02:00 N A:
2014/3/3 N A:
Am Mo., 3. März 2014 um 10:05 Uhr schrieb N A:
N A schrieb am Mo., 3. März 2014, 10:05:
N A schrieb am 10:05 Montag, 3.März 2014:
Am Montag, 3. März 2014, 10:05:12 MEZ hat N A Folgendes geschrieben:
Le lun. 3 mars 2014 à 10:05, N A a écrit :
Le lundi 3 mars 2014 à 10:05:12 UTC+1, N A a écrit :
El lun, 3 mar 2014 a las 10:05, N (A) escribió:
El lunes, 3 de marzo de 2014, 10:05:12 CET, N A escribió:
Il giorno lun 3 mar 2014 alle ore 10:05 N A ha scritto:
Il lunedì 3 marzo 2014, 10:05:12 CET, N A ha scritto:
Em seg., 3 de mar. de 2014 às 10:05, N A escreveu:
N A escreveu no dia segunda, 3/03/2014 à(s) 10:05:
Op ma 3 mrt. 2014 om 10:05 schreef N A:
Op 3 mrt. 2014, om 10:05 heeft N A het volgende geschreven:
пн, 3 мар. 2014 г. в 10:05, N A:
3 марта 2014 г., 10:05 пользователь N A написал:
понедельник, 3 марта 2014 г., 10:05:12 GMT+4, N A написал(а):
Понедельник, 3 марта 2014, 10:05 +04:00 от N A:
2014年3月3日(月) 10:05 N A:
2014/03/03 10:05、N Aのメール：
N A 于2014年3月3日周一 10:05写道：
在 2014年3月3日 上午10:05，N A 写道：
N A 於 2014年3月3日 (週一) 10:05 AM 寫道﹕
pon., 3 mar 2014 o 10:05 N A napisał(a):
Wiadomość napisana przez N A w dniu 3 mar 2014, o godz. 10:05:
Den mån 3 mars 2014 kl 10:05 skrev N A:
Den man. 3. mar. 2014 kl. 10.05 skrev N A:
man. 3. mar. 2014 kl. 10:05 skrev N A:
ma 3. maalisk. 2014 klo 10.05 N A kirjoitti:
po 3. 3. 2014 v 10:05 odesílatel N A napsal:
po 3. 3. 2014 o 10:05 N A napísal(a):
N A ezt írta (időpont: 2014. márc. 3., H, 10:05):
N A, 3 Mar 2014 Pzt, 10:05 tarihinde şunu yazdı:
2014년 3월 3일 (월) 오전 10:05, N A님이 작성:
пн, 3 бер. 2014 р. о 10:05 N A пише:
În lun., 3 mar. 2014 la 10:05, N A a scris:
Στις Δευ 3 Μαρ 2014 στις 10:05 π.μ., ο/η N A έγραψε:
Missatge de N A del dia dl., 3 de març 2014 a les 10:05:
На пн, 3.03.2014 г. в 10:05 N A написа:
pon, 3. ožu 2014. u 10:05 N A napisao je:
Vào Th 2, 3 thg 3, 2014 vào lúc 10:05 N A đã viết:
\u202bבתאריך יום ב׳, 3 במרץ 2014 ב-10:05 מאת \u202aN\u202c\u200f A:\u202c
في الاثنين، 3 مارس 2014 في 10:05 ص تمت كتابة ما يلي بواسطة N A:
Pada tanggal Sen, 3 Mar 2014 pukul 10.05 N A menulis:
"""
# Thunderbird, and what is set by hand in others.
WITHOUT = """On 3/3/14 10:05 AM, N wrote:
Am 03.03.2014 um 10:05 schrieb N:
Le 03/03/2014 à 10:05, N a écrit :
El 3/3/14 a las 10:05, N escribió:
Il 03/03/2014 10:05, N ha scritto:
Às 10:05 de 03/03/2014, N escreveu:
Op 03-03-14 om 10:05 schreef N:
N schreef op 3-3-2014 om 10:05:
03.03.2014 10:05, N пишет:
(2014/03/03 10:05), N wrote:
在 2014/3/3 10:05, N 写道:
N 於 2014/3/3 上午 10:05 寫道:
W dniu 03.03.2014 o 10:05, N pisze:
Den 2014-03-03 kl. 10:05, skrev N:
N skrev 2014-03-03 10:05:
N kirjoitti 3.3.2014 klo 10.05:
Dne 03. 03. 14 v 10:05 N napsal(a):
2014.03.03. 10:05 keltezéssel, N írta:
3.03.2014 10:05 tarihinde N yazdı:
03.03.14 10:05, N пише:
2014-03-03 오전 10:05에 N 이(가) 쓴 글:
Pe 03.03.2014 10:05, N a scris:
Στις 3/3/2014 10:05 π.μ., ο N έγραψε:
"""


def written(form: str) -> str:
    named = re.sub(r"(?<![A-Za-z])N(?![A-Za-z])", NAME, form)
    return re.sub(r"(?<![A-Za-z])A(?![A-Za-z.])", ADDRESS, named)


def broken(line: str) -> list[list[str]]:
    """A line as programs break it: at a column, before and behind the address."""
    before, address, behind = line.partition(ADDRESS)
    ways = [[line], textwrap.wrap(line, 60, break_long_words=False, break_on_hyphens=False)]
    if address and before.strip():
        ways.append([before.rstrip(" ("), "(" * before.endswith("(") + address + behind])
        if len(behind) > 1:
            ways += [[before + address, behind.strip()], [before.strip(), address, behind.strip()]]
    return ways


@pytest.mark.parametrize("form", (WITH_ADDRESS + WITHOUT).strip().split("\n"))
def test_what_introduces_a_quote_is_known_however_it_is_broken(form):
    """alfonsrv/mail-parser-reply#31, crisp-oss/email-reply-parser#46 and #29, zapier/email-reply-parser#59: lines that are broken.

    thoughtbot/griddler#163, github/email_reply_parser#59 and #80, willdurand/EmailReplyParser#18 and #30: in Spanish, Danish, Polish.
    """
    for lines in broken(written(form)):
        text = "\n".join(lines)
        marked = roles(f"{MINE}\n\n{text}\n\n> {OARS}\n\nNo tar is left.")
        assert {marked[line] for line in lines} == {"attribution"}, lines
        assert (marked[MINE], marked[OARS], marked["No tar is left."]) == ("body", "quote", "body")
        unmarked = roles(f"{MINE}\n\n{text}\n\n{OARS}\n\n{TAR}")
        assert {unmarked[line] for line in lines} == {"attribution"}, lines
        assert (unmarked[MINE], unmarked[OARS], unmarked[TAR]) == ("body", "quote", "quote")


@pytest.mark.parametrize(
    "line",
    [
        "I met Ada Moor <ada@example.org> on 3 March 2014 at 10:05, and this is what we said:",
        "The list of 3 March 2014, 10:05, without Ada <ada@example.org>:",
        "This is the log that Ada <ada@example.org> kept on 2014-03-03 until 10:05:",
        "Ich schrieb Ada Moor <ada@example.org> am 3. März 2014 um 10:05 dies:",
        "Write to Ada Moor <ada@example.org>:",
        "On 3 March 2014 at 10:05 these were there:",
        "2014-03-03 10:05 the oars were:",
        "Bruno wrote a book in 2014 about this:",
        "At 10:05 Ada <ada@example.org> came:",
    ],
)
def test_a_sentence_with_a_date_or_an_address_stays_its_authors(line):
    assert set(roles(f"{MINE}\n\n{line}\n\n{OARS}\n\n{TAR}").values()) == {"body"}


def test_words_that_open_like_an_attribution_do_not_reach_down_to_one():
    """willdurand/EmailReplyParser#77: from the first "Le" on all was cut off. zapier/email-reply-parser#43: the same with "On"."""
    line = "- Le 2014-03-03 10:05, Ada a écrit :"
    found = roles(f"Bonjour Ida,\n\nLe bateau est loin.\n\nLa rame aussi.\n\n{line}\n> {OARS}")

    assert (found["Le bateau est loin."], found["La rame aussi."], found[OARS]) == ("body", "body", "quote")
    found = roles(f"On Monday we rowed.\n\nIt rained.\n\nOn 3 March 2014, Ada wrote:\n> {OARS}")
    assert (found["On Monday we rowed."], found["It rained."]) == ("body", "body")


def test_a_broken_attribution_above_a_quoted_one_is_known():
    """github/email_reply_parser#47: of two that are broken the lower one was found alone."""
    broken_one = "On Mon, Mar 3, 2014 at 10:05 AM, Ada Moor\n<ada@example.org> wrote:"
    quoted = "> On Sun, Mar 2, 2014 at 9:00 AM, Ida\n> <ida@example.org> wrote:"
    found = roles(f"{MINE}\n\n{broken_one}\n\n> {OARS}\n>\n{quoted}\n>\n>> {TAR}")

    assert [found[line] for line in broken_one.split("\n")] == ["attribution", "attribution"]
    assert found["<ida@example.org> wrote:"] == "quote"


# From, sent, to, of what: as Outlook writes them below the author's words.
HEADS = """
From: N A|Sent: Monday, March 3, 2014 10:05 AM|To: Bruno|Subject: Oars
From: N A|To: Bruno|Subject: Oars|Date: 3 Mar 2014 10:05
From: N A|Sent: 3 March 2014 10:05|Subject: Oars
Von: N A|Gesendet: Montag, 3. März 2014 10:05|An: Bruno|Betreff: AW: Ruder
De : N A|Envoyé : lundi 3 mars 2014 10:05|À : Bruno|Objet : RE: Rames
De : N|Envoyé : lundi 3 mars 2014 à 10:05|Pour : Bruno|Objet : Rames
De: N A|Enviado el: lunes, 3 de marzo de 2014 10:05|Para: Bruno|Asunto: RE: Remos
Da: N A|Inviato: lunedì 3 marzo 2014 10:05|A: Bruno|Oggetto: R: Remi
De: N A|Enviada: segunda-feira, 3 de março de 2014 10:05|Para: Bruno|Assunto: RE: Remos
Van: N A|Verzonden: maandag 3 maart 2014 10:05|Aan: Bruno|Onderwerp: RE: Riemen
От: N A|Отправлено: 3 марта 2014 г. 10:05|Кому: Bruno|Тема: RE: Вёсла
差出人: N A|送信日時: 2014年3月3日 10:05|宛先: Bruno|件名: Re: 櫂
发件人： N A|时间：2014年3月3日 10:05|收件人： Bruno|主题： 答复: 桨
發件人: N A|發送時間: 2014年3月3日 10:05|收件人: Bruno|主題: RE: 槳
Od: N A|Wysłano: poniedziałek, 3 marca 2014 10:05|Do: Bruno|DW: Ida|Temat: RE: Wiosła
Från: N A|Skickat: den 3 mars 2014 10:05|Till: Bruno|Ämne: SV: Åror
Fra: N A|Sendt: 3. marts 2014 10:05|Til: Bruno|Cc: Ida|Emne: SV: Årer
Lähettäjä: N A|Lähetetty: 3. maaliskuuta 2014 10:05|Vastaanottaja: Bruno|Aihe: VS: Airot
Od: N A|Odesláno: pondělí 3. března 2014 10:05|Komu: Bruno|Předmět: RE: Vesla
Od: N A|Odoslané: pondelok 3. marca 2014 10:05|Komu: Bruno|Predmet: RE: Veslá
Feladó: N A|Küldve: 2014. március 3. 10:05|Címzett: Bruno|Tárgy: RE: Evezők
Kimden: N A|Gönderildi: 3 Mart 2014 Pazartesi 10:05|Kime: Bruno|Konu: YNT: Kürekler
보낸 사람: N A|보낸 날짜: 2014년 3월 3일 10:05|받는 사람: Bruno|제목: RE: 노
Від: N A|Надіслано: 3 березня 2014 р. 10:05|Кому: Bruno|Тема: RE: Весла
De la: N A|Trimis: luni, 3 martie 2014 10:05|Către: Bruno|Subiect: RE: Vâsle
Από: N A|Στάλθηκε: Δευτέρα, 3 Μαρτίου 2014 10:05|Προς: Bruno|Θέμα: RE: Κουπιά
От: N A|Изпратено: 3 март 2014 10:05|До: Bruno|Относно: RE: Гребла
Šalje: N A|Poslano: 3. ožujka 2014. 10:05|Prima: Bruno|Predmet: RE: Vesla
"""


@pytest.mark.parametrize("form", HEADS.strip().split("\n"))
def test_a_head_below_ones_words_begins_a_quote(form):
    """dreamwidth/dreamwidth#1277, twentyhq/twenty#25315 and willdurand/EmailReplyParser#93: German and Danish.

    jeevatkm/ReplyWithHeader-Thunderbird#100 writes "Pour", crisp-oss/email-forward-parser#17 the date last, kvannotten/mailstrip#5 no "To".
    """
    lines = written(form).split("|")
    for head in (lines, ["_" * 32, *lines], [re.sub(r"^(.*?[:：])", r"*\1*", line) for line in lines]):
        text = "\n".join(head)
        found = roles(f"{MINE}\n\n{text}\n\n{OARS}\n\n{TAR}")
        assert {found[line] for line in head} == {"attribution"}, head
        assert (found[MINE], found[OARS], found[TAR]) == ("body", "quote", "quote")


@pytest.mark.parametrize(
    "line",
    """
Begin forwarded message:
Anfang der weitergeleiteten Nachricht:
Début du message réexpédié :
Inicio del mensaje reenviado:
Inizio messaggio inoltrato:
Início da mensagem encaminhada:
Begin doorgestuurd bericht:
Начало переадресованного сообщения:
転送されたメッセージ：
下面是被转发的邮件：
Początek przekazywanej wiadomości:
Vidarebefordrat brev:
-------- Original-Nachricht --------
---------- Переадресованное сообщение ----------
---------- 转发邮件 ----------
-------- Treść przekazanej wiadomości --------
""".strip().split("\n"),
)
def test_what_stands_above_a_mail_that_was_sent_on_goes_with_it(line):
    """yourtempo/tempo-email-parser#4 and bulwarkmail/webmail#295, marked and not."""
    head = ["From: Ada Moor", "Date: 3 March 2014 10:05", "Subject: Oars"]
    for words in (OARS, f"> {OARS}"):
        found = roles("\n\n".join([MINE, line, "\n".join(head), words]))
        assert {found[each] for each in [line, *head]} == {"attribution"}
        assert (found[MINE], found[OARS]) == ("body", "quote")


def test_a_line_of_ones_own_that_speaks_of_what_is_sent_on_is_none():
    assert set(roles(f"{MINE}\n\nThe forwarded message:\n\n{OARS}").values()) == {"body"}
    assert set(roles(f"{MINE}\n\nFrom: the mill\nSubject: to change\n\n{OARS}").values()) == {"body"}


def test_a_patch_below_ones_words_is_its_authors():
    patch = "From: Ada Moor <ada@example.org>\nDate: Mon, 3 Mar 2014 10:05:00 +0000\nSubject: [PATCH] oars: dry them"

    assert set(roles(f"{MINE}\n\n{patch}\n\n{OARS}\n---\n oar.c | 2 +-\n").values()) == {"body"}


@pytest.mark.parametrize(
    "line",
    [
        "Ada Moor [Mon, Mar 3, 2014 at 10:05:12AM +0100]:",
        "* Ada Moor <ada at example.org> [2014-03-03 10:05:12 -0700]:",
        "ada.moor at mill.example wrote:",
        "Ada Moor (ada at mill.example) wrote:",
    ],
)
def test_terminals_and_list_archives_write_other_lines_above_a_quote(line):
    assert roles(f"{MINE}\n\n{line}\n\n> {OARS}")[line] == "attribution"
    assert roles(f"The list [of 12 oars and 3 pots]:\n> {OARS}")["The list [of 12 oars and 3 pots]:"] == "body"
