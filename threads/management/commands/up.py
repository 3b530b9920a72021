"""Turn a fresh clone into a site that answers: database, migrations, sample, static files, server, address."""

import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from forum import gunicorn
from forum.postgres.errors import ServerError
from threads.loading.rebuilding import outdated
from threads.management.unchecked import UncheckedCommand
from threads.models import Archive
from threads.terminal import counted

# Beyond this many taken ports something else is wrong than a forgotten server.
PORTS_TRIED = 20
ANSWER_TIMEOUT_S = 60
STOP_TIMEOUT_S = 35


class Command(UncheckedCommand):
    """Hold the database for as long as the web server runs, and stop both together."""

    help = "Prepares everything, serves the reader and prints its address. Ctrl-C stops it all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to listen; the environment has the usual answer."""
        parser.add_argument("--bind", default=settings.BIND, help="address to listen on (BIND, %(default)s)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT, %(default)s)")
        parser.add_argument("--workers", type=int, default=gunicorn.workers, help="web processes (%(default)s)")

    def handle(self, *, bind: str, port: int, workers: int, **_: object) -> None:
        """Do one step after the other; each can be done again without harm."""
        # A plain exit, so that everything held is let go; the default would end us on the spot. A shell starts what it
        # runs in the background deaf to Ctrl-C, and the web server would hear it all the same.
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGINT, _leave)
        # A closed terminal, unless nohup said to ignore it.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, _leave)
        try:
            self._reach_database()
            self._keep_secret_key()
            call_command("migrate", verbosity=0, interactive=False)
            self._load_sample()
            call_command("collectstatic", verbosity=0, interactive=False)
            connection.close()
            self._serve(bind, self._free_port(bind, port), workers)
        except KeyboardInterrupt:
            pass
        self.stdout.write("Stopped.")

    def _reach_database(self) -> None:
        """Start the embedded server, or knock at the one that DATABASE_URL names."""
        try:
            connection.ensure_connection()
        except ServerError:
            raise
        except OperationalError as error:
            raise CommandError(f"The database that DATABASE_URL names does not answer: {error}") from error

    def _keep_secret_key(self) -> None:
        """Make the key once, readable by us alone; the web processes read it as they start."""
        path: Path = settings.SECRET_KEY_FILE
        if os.environ.get("SECRET_KEY") or path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        new.rename(path)

    def _load_sample(self) -> None:
        """Give an empty database something to read."""
        if Archive.objects.exists():
            return
        sample = settings.BASE_DIR / "sample"
        if not sample.is_dir():
            self.stdout.write("There is no sample/ folder here, so the site begins empty.")
            return
        self.stdout.write("The database is empty: loading sample/ ...")
        call_command("import_documents", str(sample), archive="sample", publish=True)

    def _free_port(self, bind: str, port: int) -> int:
        """Give the port asked for, or say that it is taken and give the next that is not."""
        for candidate in range(port, port + PORTS_TRIED):
            if _is_free(bind, candidate):
                if candidate != port:
                    self.stdout.write(f"Port {port} is taken; using {candidate}.")
                return candidate
        raise CommandError(f"Ports {port} to {port + PORTS_TRIED - 1} are all taken. Name another: PORT=9000 make up")

    def _serve(self, bind: str, port: int, workers: int) -> None:
        """Run gunicorn until it ends or we are told to stop."""
        host = f"[{bind}]" if ":" in bind else bind
        command = [sys.executable, "-m", "gunicorn", "--config", "forum/gunicorn.py"]
        command += ["--bind", f"{host}:{port}", "--workers", str(workers)]
        server, rereading = subprocess.Popen(command, cwd=settings.BASE_DIR), None
        try:
            local = "127.0.0.1" if bind in settings.ANY_ADDRESS else host
            self._wait_until_ready(server, f"http://{local}:{port}")
            self.stdout.write(f"Rethread is at {settings.SITE_URL or f'http://{local}:{port}'}/  (Ctrl-C stops it)")
            if bind in settings.ANY_ADDRESS and not settings.NAMED_HOSTS:
                self.stdout.write("Others will be refused until ALLOWED_HOSTS names the host they ask for.")
            self.stdout.flush()
            rereading = self._read_again()
            code = server.wait()
        finally:
            _stop(server, rereading)
        raise CommandError(f"The web server ended by itself, with code {code}.")

    def _read_again(self) -> subprocess.Popen[bytes] | None:
        """Have what an earlier version read be read again, once, beside the pages; stopped, the next start goes on."""
        archives = outdated()
        connection.close()
        if not archives:
            return None
        self.stdout.write(
            f"{counted(len(archives), 'archive')} of an earlier version will be read again; pages answer meanwhile."
        )
        self.stdout.flush()
        command = [sys.executable, "manage.py", "rebuild", "--outdated", "--workers", "1"]
        return subprocess.Popen(command, cwd=settings.BASE_DIR)

    def _wait_until_ready(self, server: subprocess.Popen[bytes], address: str) -> None:
        """Wait until it shows pages, which needs a database with all tables."""
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        # By the one name that is always allowed, whatever address we listen on.
        request = Request(f"{address}/readyz", headers={"Host": "localhost"})  # noqa: S310 - our own address
        fault: object = "nothing listens"
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise CommandError(f"The web server did not start; it ended with code {server.returncode}.")
            try:
                with urlopen(request, timeout=5) as answer:  # noqa: S310
                    answer.read()
                return
            except HTTPError as error:
                with error:
                    fault = error.read().decode(errors="replace").strip()
            except OSError as error:
                fault = error
            time.sleep(0.1)
        raise CommandError(f"The web server is not ready at {address}: {fault}.")


def _leave(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _is_free(bind: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        # As gunicorn does, so that a port left a second ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"Cannot listen on {bind}, port {port}: {error.strerror}.") from error
            return False
    return True


def _stop(*processes: subprocess.Popen[bytes] | None) -> None:
    """Let those that are there finish their answers, within limits; a second Ctrl-C does not cut this short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    running = [each for each in processes if each is not None]
    for each in running:
        each.terminate()
    for each in running:
        try:
            each.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()
