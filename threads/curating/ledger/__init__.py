"""The record of corrections as a file: written from one database, made again in another that holds the same documents."""

from threads.curating.ledger.replaying import Conflict, Replay, apply_lines
from threads.curating.ledger.written_lines import ledger_lines

__all__ = ["Conflict", "Replay", "apply_lines", "ledger_lines"]
