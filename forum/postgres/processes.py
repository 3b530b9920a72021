"""Turn a pid into what we need to know of it: whether it lives, and whether it is the server of a folder."""

import os
import subprocess
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Say whether a process has this pid, whoever owns it."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def runs_in(pid: int, folder: Path) -> bool:
    """Say whether the process is a postmaster of this data folder, by its command line."""
    words = _command_line(pid)
    return "postgres" in words and str(folder) in words


def _command_line(pid: int) -> str:
    """Read it from /proc; where there is none (macOS), ask ps."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        done = subprocess.run(
            ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return done.stdout
