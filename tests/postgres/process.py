"""One process that uses the embedded server, for a test to steer: commands in on stdin, JSON out on stdout.

It begins as whoever runs the tests and may become another user once all is imported, for the tests' own folder need
not be open to that user.
"""

import json
import os
import signal
import sys
from pathlib import Path

import psycopg

from forum.postgres import server
from forum.postgres.cluster import PORT


def sql(data: Path, bindir: str, statement: str) -> object:
    """Run one statement and give its rows, if it has any."""
    host = server.ensure(data, bindir)
    with psycopg.connect(host=host, port=PORT, user="forum", dbname="forum", autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def fork_and_exit(data: Path, bindir: str, _: str) -> object:
    """Fork a child that ends as a worker does, with its atexit functions run."""
    if os.fork() == 0:
        sys.exit(0)
    return os.wait()[1]


def fork_and_use(data: Path, bindir: str, _: str) -> object:
    """Fork a child that uses the server, too, until it is killed; give its pid once it does."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        server.ensure(data, bindir)
        os.write(writing, b"!")
        # The parent's pipes are its own: whoever waits for their end must not wait for us.
        os.closerange(0, 3)
        signal.pause()
    os.read(reading, 1)
    return pid


COMMANDS = {
    "ensure": lambda data, bindir, _: server.ensure(data, bindir),
    "afresh": lambda data, bindir, _: server.ensure(data, bindir, afresh=True),
    "release": lambda data, bindir, _: server.release(data),
    "fork-and-exit": fork_and_exit,
    "fork-and-use": fork_and_use,
    "sql": sql,
}


def main(data: str, bindir: str, uid: str, gid: str) -> None:
    """Change user if told to, then answer until stdin ends."""
    if uid:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        try:
            answer = {"said": COMMANDS[word](Path(data), bindir, rest)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
