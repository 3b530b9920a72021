"""The name of a target, a folder of inputs and options of libFuzzer -> that target, fuzzed in this process; it does not return."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

import atheris
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
with atheris.instrument_imports(include=["threads"]):
    django.setup()
    from tests.fuzz.targets import TARGETS


def main(name: str, corpus: str, *options: str) -> None:
    """Write the seeds beside what earlier runs have found, and begin."""
    target = TARGETS[name]
    for seed in target.seeds():
        Path(corpus, sha256(seed).hexdigest()).write_bytes(seed)
    atheris.Setup([sys.argv[0], corpus, *options], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
