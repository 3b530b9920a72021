"""What commands print is harmless, and progress suits where it is shown."""

import io
import subprocess
import sys

import pytest

from threads.terminal import Progress, counted, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\x1b[31m\rb\tc\nd", "a\ufffd[31m\ufffdb c d"),
        ("\u202eevil\u2066\ue000\u2028", "\ufffdevil\ufffd\ufffd\ufffd"),
        ("\u0645\u06cc\u200c\u062e \u200d", "\u0645\u06cc\u200c\u062e \u200d"),
    ],
)
def test_text_from_strangers_stays_on_its_line(text: str, printed: str) -> None:
    assert printable(text) == printed


@pytest.mark.parametrize(("number", "words"), [(1, "1 post"), (0, "0 posts"), (1204, "1,204 posts")])
def test_things_are_counted(number: int, words: str) -> None:
    assert counted(number, "post") == words
    assert counted(2, "copy", "copies") == "2 copies"


def test_who_wants_quiet_gets_it() -> None:
    stream = Terminal()

    with Progress("Reading", stream=stream, is_quiet=True) as progress:
        progress.at(1, 4)

    assert stream.getvalue() == ""


def test_printing_ends_without_a_word_when_nobody_reads_any_more() -> None:
    code = "from threads.terminal import quiet_when_cut_off as q\nwith q():\n  print('x' * 1_000_000)\n"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.read(1)
    process.stdout.close()

    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 0
