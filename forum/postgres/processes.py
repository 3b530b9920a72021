"""Turn a pid into what we need to know of it: whether it lives, and whether it is the server of a folder."""

import os
import subprocess
from pathlib import Path


def is_alive(pid: str) -> bool:
    """Say whether a process has this pid, whoever owns it."""
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def runs_in(pid: str, folder: Path) -> bool:
    """Say whether the process is a postmaster of this data folder, by its command line; a dead one has none."""
    words = _command_line(pid) if pid.isdigit() else ""
    return "postgres" in words and str(folder) in words


def _command_line(pid: str) -> str:
    """Read it from /proc; where there is none (macOS), ask ps."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        done = subprocess.run(["/bin/ps", "-o", "command=", "-p", pid], capture_output=True, text=True, check=False)
        return done.stdout
