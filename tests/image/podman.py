"""Words for podman -> what it does, with images and containers of this folder alone; nobody else's are seen or touched."""

import hashlib
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "image"
# Sockets are made below it, and their names may have no more than 108 characters.
RUN = Path("/run") / f"rethread-image-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"

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
