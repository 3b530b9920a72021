"""An archive -> files that other programs, and this one again, can read."""

from threads.exporting.convokit import write_convokit
from threads.exporting.jsonl import export_lines
from threads.exporting.mbox import export_mails
from threads.exporting.raw import write_raw

__all__ = ["export_lines", "export_mails", "write_convokit", "write_raw"]
