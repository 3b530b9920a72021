"""Mails -> how notmuch and public-inbox part them into threads: the ids of each thread."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Threads = list[set[str]]
# Reads the names of mails' files, one a line, and stores them as public-inbox's own importers do.
PUBLIC_INBOX = """
    use strict; use PublicInbox::InboxWritable; use PublicInbox::Eml;
    my $inbox = PublicInbox::InboxWritable->new({
        inboxdir => $ARGV[0], name => 'bench', version => 2, address => ['bench@mail.invented.example'],
        -primary_address => 'bench@mail.invented.example', indexlevel => 'basic' },
        { nproc => 1 });
    $inbox->init_inbox(1);
    my $import = $inbox->importer(0);
    while (my $name = <STDIN>) {
        chomp $name;
        open(my $stream, '<:raw', $name) or die "$name: $!";
        my $raw = do { local $/; <$stream> };
        $import->add(PublicInbox::Eml->new(\\$raw));
    }
    $import->done;
"""
OF_THREADS = """
    SELECT over.tid, msgid.mid FROM over JOIN id2num ON id2num.num = over.num JOIN msgid ON msgid.id = id2num.id
    WHERE over.num > 0
"""


def notmuch_over(folder: Path) -> dict[str, str]:
    """The environment in which notmuch reads this Maildir, and nothing of the developer's."""
    settings = folder.with_name("notmuch-config")
    settings.write_text(f"[database]\npath={folder}\n[user]\nname=Bench\nprimary_email=bench@mail.invented.example\n")
    return {**os.environ, "NOTMUCH_CONFIG": str(settings)}


def notmuch_threads(folder: Path, ids: Mapping[str, str]) -> Threads:
    """The threads that notmuch makes of a Maildir, whose files hold the mails of these ids: it knows no id without brackets."""
    environment = notmuch_over(folder)
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)
    shown = subprocess.run(
        ["notmuch", "show", "--format=json", "--body=false", "--entire-thread=true", "*"],
        env=environment, check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    return [{ids[Path(name).name] for name in _files(thread)} for thread in json.loads(shown)]


def _files(thread: list[Any]) -> Iterator[str]:
    """The files in what notmuch shows of a thread: a list of [mail, answers], which are such lists again."""
    waiting = list(thread)
    while waiting:
        mail, answers = waiting.pop()
        waiting += answers
        if mail:
            yield from mail["filename"]


def public_inbox_threads(paths: Sequence[Path], folder: Path) -> Threads:
    """The threads that public-inbox makes of mails."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        ["perl", "-e", PUBLIC_INBOX, folder], input="".join(f"{path}\n" for path in paths), text=True, check=True,
        env={**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "PI_CONFIG": "/dev/null"},
    )  # fmt: skip
    [overview] = folder.glob("xap*/over.sqlite3")
    threads: dict[int, set[str]] = {}
    with sqlite3.connect(f"file:{overview}?mode=ro", uri=True) as connection:
        for thread, id_ in connection.execute(OF_THREADS):
            threads.setdefault(thread, set()).add(id_)
    return list(threads.values())
