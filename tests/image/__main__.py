"""`make image-test`: tools, images, services, questions, a table; 1 where something does not hold, 2 where it cannot run.

Building needs the network. The rest runs in namespaces of its own, whose network leads nowhere: no port of the machine is
taken, and whatever was started ends with them, however this ends.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.image import check_forwarded, check_image, check_pages, check_proxy, preparing
from tests.image.asking import Door
from tests.image.podman import BUILD, ROOT, forget
from tests.image.stand import COMPOSE, Stand
from tests.image.table import Table

INSIDE = "inside"
SCHEMA = [".venv/bin/check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
# Whoever kills this ends all that it started: the first process of a namespace takes the others with it.
NAMESPACES = [
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
]


def main() -> int:
    """Prepare, and start what runs within the namespaces."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("make image-test needs root on Debian: for apt-get, debootstrap, and namespaces to run containers in.")
        return 2
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another make image-test is going on in this folder.")
            return 2
        began = time.monotonic()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        forget()
        try:
            return (
                prepared()
                or subprocess.run([*NAMESPACES, sys.executable, "-m", __package__, INSIDE], check=False).returncode
            )
        finally:
            forget()
            print(f"{time.monotonic() - began:.0f} s in all")


def prepared() -> int:
    """Make what the containers are made of."""
    steps = {
        "tools": preparing.install_tools,
        "Debian 12 as python:3.11-slim-bookworm": preparing.make_base,
        "nginx, Caddy and PostgreSQL": preparing.make_standins,
        "Rethread, by the Dockerfile": preparing.make_reader,
    }
    for what, step in steps.items():
        began = time.monotonic()
        try:
            print(f"  {what}: {step()} ({time.monotonic() - began:.0f} s)", flush=True)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            print(f"  FAILED {what}: {error}\n{getattr(error, 'stderr', None) or ''}")
            return 1
    return subprocess.run(SCHEMA, cwd=ROOT, check=False).returncode


def inside() -> int:
    """Run the services and ask them; stop them whatever happens."""
    table = Table()
    folder = BUILD / "site"
    shutil.rmtree(folder, ignore_errors=True)
    check_image.write_documents(folder / "documents")
    # Files of the project that compose mounts by their place beside it.
    (folder / "docs").symlink_to(ROOT / "docs")
    stand = Stand(folder, check_pages.write_secrets(folder))
    stand.close()
    try:
        check_image.check_image(table)
        stand.lay_network()
        table.check("docker compose up", lambda: up(stand))
        # Without services there is nobody to ask; all else is asked whatever failed before it.
        if table.rows[-1].holds:
            table.check("all of it was asked", lambda: ask(table, stand))
        if not table.holds:
            tell(stand)
    finally:
        stand.close()
        shutil.rmtree(folder, ignore_errors=True)
    table.print()
    return 0 if table.holds else 1


def up(stand: Stand) -> str:
    """All services, in the order of what they need."""
    began = time.monotonic()
    stand.up("proxy")
    stand.wait_until_healthy("proxy")
    return f"healthy after {time.monotonic() - began:.0f} s: {', '.join(stand.services)}"


def ask(table: Table, stand: Stand) -> str:
    """Every question there is."""
    door = Door(stand.addresses["proxy"], 8080)
    check_image.check_containers(table, stand)
    check_pages.check_imports(table, stand)
    check_pages.check_pages(table, stand, door)
    check_pages.check_compressed(table, door, "nginx")
    text = check_pages.large_text(door)
    check_proxy.check_slow_visitors(table, stand, door, text, "nginx")
    check_proxy.check_kills(table, stand, door, "nginx")
    check_proxy.check_away(table, stand, door)
    stand.again("web", {"SITE_URL": check_forwarded.SITE})
    check_image.check_deployed(table, stand)
    check_forwarded.check_believed(table, stand)
    check_forwarded.check_told(table, stand)
    caddy = check_forwarded.start_caddy(stand)
    check_forwarded.check_caddy(table, stand, caddy)
    check_pages.check_compressed(table, caddy, "Caddy")
    check_proxy.check_slow_visitors(table, stand, caddy, text, "Caddy")
    check_proxy.check_kills(table, stand, caddy, "Caddy")
    return f"{len(table.rows)} before this"


def tell(stand: Stand) -> None:
    """What the services said last, for whoever looks for the reason."""
    for name in (*stand.services, "caddy"):
        print(f"--- {name}\n{stand.logs(name)[-3000:]}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    sys.exit(inside() if sys.argv[1:] == [INSIDE] else main())
