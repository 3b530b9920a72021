"""Nothing of others is served that nobody looked at: vendored files are those that pyproject.toml names, byte for byte."""

import tomllib
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENDORED = ROOT / "static" / "vendor"


def recorded() -> dict[str, str]:
    """The hash of each file, as recorded."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {each["file"]: each["sha256"] for each in project["tool"]["rethread"]["vendored"]}


def test_each_vendored_file_has_the_hash_that_was_recorded_when_it_was_looked_at() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in VENDORED.rglob("*")
        if path.is_file()
    }

    assert found == recorded()
