"""What is checked before a commit is what `make check` checks."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_part_of_make_check_is_a_hook_of_pre_commit_and_nothing_else() -> None:
    makefile = (ROOT / "Makefile").read_text()
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    parts = re.search(r"^CHECKS := (.+)$", makefile, re.MULTILINE)

    assert parts
    assert re.findall(r"entry: make check-(\w+)$", hooks, re.MULTILINE) == parts[1].split()
    assert re.findall(r"^check-(\w+): sync$", makefile, re.MULTILINE) == parts[1].split()
