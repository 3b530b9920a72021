"""Where benchmarks stand, keep what they make, and listen."""

from __future__ import annotations

import os
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What took long to store is kept here between runs. The tests name a folder of their own.
BENCH = Path(os.environ.get("BENCH_FOLDER") or ROOT / ".data" / "bench")
ARCHIVE = "bench"
HOST = "127.0.0.1"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
