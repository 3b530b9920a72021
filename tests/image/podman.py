"""Words for podman -> what it does, with images and containers of this folder alone; nobody else's are seen or touched."""

import hashlib
import resource
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "image"
# Sockets are made below it, and their names may have no more than 108 characters.
RUN = Path("/run") / f"rethread-image-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"

# Control groups of these containers, apart from those of other people's.
GROUP = RUN.name
CONTROL_GROUPS = Path("/sys/fs/cgroup")
# Podman's own limits are more than a root without the right to raise them may give.
FILES = min(16384, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
LIMITS = ("--ulimit", f"nofile={FILES}:{FILES}", "--ulimit", "nproc=30000:30000")
RUN_WITH = (*LIMITS, "--cgroup-parent", f"/{GROUP}")

PODMAN = [
    "podman",
    *("--root", str(BUILD / "storage"), "--runroot", str(RUN / "storage"), "--tmpdir", str(RUN / "libpod")),
    # crun refuses machines that have both kinds of control groups.
    *("--runtime", "runc", "--cgroup-manager", "cgroupfs", "--log-level", "error"),
]


def podman(*words: str | Path, check: bool = True, timeout: float = 900) -> subprocess.CompletedProcess[str]:
    """Run it to its end; what it says is in the error where it fails."""
    command = [*PODMAN, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if check and done.returncode:
        said = (done.stderr + done.stdout)[-2000:]
        raise RuntimeError(f"podman {' '.join(map(str, words))[:200]} ended with {done.returncode}: {said}")
    return done


def forget() -> None:
    """Remove what a run that was killed leaves behind: names of containers that are no more, and their empty groups."""
    shutil.rmtree(RUN, ignore_errors=True)
    # Podman mounts it on itself while it builds; nobody could remove the folder.
    subprocess.run(["umount", "--lazy", str(BUILD / "storage" / "overlay")], check=False, stderr=subprocess.DEVNULL)
    ends_at = time.monotonic() + 5
    # What was killed a moment ago may still be dying.
    while (groups := _groups()) and time.monotonic() < ends_at:
        for folder in groups:
            with suppress(OSError):
                folder.rmdir()
        time.sleep(0.1)


def _groups() -> list[Path]:
    """Control groups of ours, innermost first."""
    tops = [*CONTROL_GROUPS.glob(GROUP), *CONTROL_GROUPS.glob(f"*/{GROUP}")]
    return sorted((each for top in tops for each in (top, *top.rglob("*")) if each.is_dir()), reverse=True)
