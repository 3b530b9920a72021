"""The image and its containers -> who they run as, what they may write, whether they are well."""

import json
from dataclasses import replace
from pathlib import Path

from tests.image.podman import RUN_WITH, podman
from tests.image.preparing import READER
from tests.image.stand import Stand
from tests.image.table import Table, expect

# Tries each folder, because what permissions say and what a file system allows are two things.
WRITABLE = """
import os
for folder, names, _ in os.walk("/"):
    if folder == "/":
        names[:] = [name for name in names if name not in ("proc", "sys")]
    try:
        with open(os.path.join(folder, "a-try"), "x"):
            pass
        os.unlink(os.path.join(folder, "a-try"))
        print(folder)
    except OSError:
        pass
"""
STATUS = """
import os
told = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(os.getuid(), int(told["CapEff"], 16), int(told["CapBnd"], 16), told["NoNewPrivs"].strip())
"""
# What an engine makes in every container, for shared memory and message queues.
OF_THE_ENGINE = {Path("/dev/shm"), Path("/dev/mqueue")}
MEMORY = ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max")


def places(printed: str) -> set[str]:
    """Folders, without those that stand within another of them."""
    found = {Path(name) for name in printed.split()} - OF_THE_ENGINE
    return {str(each) for each in found if not found & set(each.parents)}


def check_image(table: Table) -> None:
    """The image by itself."""

    def is_not_root() -> str:
        told = json.loads(podman("image", "inspect", READER).stdout)[0]
        user = told["Config"]["User"]
        number = podman("run", "--rm", "--network=none", *RUN_WITH, READER, "id", "-u").stdout.strip()
        expect(user not in ("", "root", "0") and number != "0", f"{user} {number}")
        return f"{user}, {number}"

    def writes_little() -> str:
        done = podman("run", "--rm", "--network=none", *RUN_WITH, READER, "python", "-c", WRITABLE)
        # No system is without the first two; the others are its volumes.
        expected = {"/tmp", "/var/tmp", "/run/lock", "/app/.data/spool", "/srv/rethread"}
        expect(places(done.stdout) <= expected, done.stdout)
        return " ".join(sorted(places(done.stdout)))

    def leaves_out() -> str:
        done = podman("run", "--rm", "--network=none", *RUN_WITH, READER, "ls", "-A", "/app")
        names = set(done.stdout.split())
        strange = names & {".git", ".env", "tests", "docs", "benchmarks", "build", "node_modules", ".tools"}
        expect({"manage.py", "forum", "sample", "LICENSE"} <= names and not strange, names)
        return " ".join(sorted(names))

    table.check("image: runs as an ordinary user", is_not_root)
    table.check("image: all that its user can write to, by itself", writes_little)
    table.check("image: what it holds", leaves_out)


def imports_write_little(stand: Stand) -> str:
    """The service `import`, as it is but for what it runs."""
    service = stand.services["import"]
    trying = replace(service, spec=service.spec | {"entrypoint": ["python", "-c"]})
    done = podman("run", "--rm", "--network=none", *RUN_WITH, *trying.arguments(WRITABLE))
    expect(places(done.stdout) == {"/tmp", "/app/.data/spool"}, done.stdout)
    return "writes to /app/.data/spool /tmp alone"


def check_containers(table: Table, stand: Stand) -> None:
    """The same as compose runs it."""

    def has_no_rights() -> str:
        told = stand.execute("web", "python", "-c", STATUS).stdout.split()
        expect(told[0] != "0" and told[1:] == ["0", "0", "1"], told)
        return f"user {told[0]}, no capability, no new privileges"

    def is_read_only(name: str, expected: set[str]) -> str:
        done = stand.execute(name, "python3", "-c", WRITABLE)
        expect(places(done.stdout) == expected, done.stdout + done.stderr)
        return f"writes to {' '.join(sorted(expected))} alone"

    def has_limits() -> str:
        name = "import os; print(next(open(n).read() for n in %r if os.path.exists(n)))" % (MEMORY,)  # noqa: UP031
        told = stand.execute("web", "python", "-c", name).stdout.strip()
        expect(told == str(512 * 2**20), told)
        return f"{int(told) // 2**20} MB of memory"

    def is_well_by_the_dockerfile() -> str:
        words = json.loads(podman("image", "inspect", READER).stdout)[0]["Healthcheck"]["Test"]
        done = stand.execute("web", *words[1:])
        expect(words[0] == "CMD" and done.returncode == 0, done.stderr)
        return "its own health check passes"

    table.check("web: rights", has_no_rights)
    table.check("web: read-only root", lambda: is_read_only("web", {"/tmp"}))
    table.check("proxy: read-only root", lambda: is_read_only("proxy", {"/tmp"}))
    table.check("import: read-only root", lambda: imports_write_little(stand))
    table.check("web: limits", has_limits)
    table.check("web: HEALTHCHECK of the Dockerfile", is_well_by_the_dockerfile)


def check_deployed(table: Table, stand: Stand) -> None:
    """Django's own judgement of the settings that the container runs with."""

    def deploys() -> str:
        done = stand.execute("web", "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
        expect(done.returncode == 0, done.stderr)
        return (done.stdout + done.stderr).strip()

    table.check("web: manage.py check --deploy, with https", deploys)


def write_documents(folder: Path) -> None:
    """One long discussion in a mailbox, of words of our own; as text it has 2.7 MB."""
    folder.mkdir(parents=True)
    words = "the bell above the mill was cast twice because the first one rang too low for the valley".split()
    with (folder / "minutes.mbox").open("w") as box:
        for number in range(400):
            answers = f"In-Reply-To: <m{number - 1}@example.org>\n" if number else ""
            box.write(
                f"From ada@example.org Mon Jan  1 10:00:00 2024\nFrom: Ada <ada@example.org>\n"
                f"Message-ID: <m{number}@example.org>\n{answers}"
                f"Subject: Minutes of the bell\nDate: Mon, 1 Jan 2024 {10 + number // 60:02}:{number % 60:02}:00 +0000\n\n"
            )
            for line in range(85):
                at = (number * 7 + line * 3) % len(words)
                box.write(f"Line {line} of sitting {number}: {' '.join(words[at:] + words[:at])[:60]}\n")
            box.write("\n")
