"""An archive -> files that other programs, and this one again, can read."""

from threads.exporting.convokit import write_convokit
from threads.exporting.jsonl import export_lines

__all__ = ["export_lines", "write_convokit"]
