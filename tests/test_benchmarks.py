"""Every benchmark, as small as it can be, runs to its end and prints the names of its figures. No time is judged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.shared.environment import ROOT
from benchmarks.shared.forum_topics import load, read_topics
from benchmarks.shared.options import Parser
from tests.helpers.toys import FORUM_FLATTENER, LARGE, TOYS, run_toy

PACKAGES = ("accuracy", "growth", "speed")


# Of these only what they import and what may be typed is tried, because of what they need.
NOT_RUN = {
    "accuracy.boundary_training": "numpy, scikit-learn and flatten.py of the shared data",
    "accuracy.quote_training": "numpy, scikit-learn and flatten.py of the shared data",
    "accuracy.page_audit": "Lighthouse and axe-core, which npm fetches",
}
IMPORTS_ALL = """
import importlib, pathlib, sys
from unittest.mock import MagicMock
for name in ("numpy", "scipy", "scipy.sparse", "sklearn", "sklearn.linear_model"):
    sys.modules[name] = MagicMock()
for path in sorted(pathlib.Path("benchmarks").rglob("*.py")):
    importlib.import_module(".".join(path.with_suffix("").parts))
    print(path)
"""


def programs() -> set[str]:
    found = {f"{name}.{path.stem}" for name in PACKAGES for path in (ROOT / "benchmarks" / name).glob("*.py")}
    return {name for name in found if not name.endswith("__init__")}


def test_every_program_is_tried() -> None:
    """A new one has to say here what it is given and prints."""
    assert programs() == TOYS.keys() | NOT_RUN.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TOYS.keys() - LARGE))
def test_a_toy_run_ends_well_and_names_its_figures(name: str, tmp_path: Path, bench_places: dict[str, str]) -> None:
    run_toy(name, tmp_path, bench_places)


@pytest.mark.parametrize("name", sorted(NOT_RUN))
def test_what_is_not_run_says_what_may_be_asked(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--help"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert f"python -m benchmarks.{name}" in done.stdout
    assert "--toy" in done.stdout


def test_every_module_can_be_imported() -> None:
    """An import that has moved is told here, also for what is not run."""
    done = subprocess.run([sys.executable, "-c", IMPORTS_ALL], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == len(list((ROOT / "benchmarks").rglob("*.py")))


def part(words: str, code: int = 0) -> list[str]:
    return [sys.executable, "-c", f"print({words!r}); raise SystemExit({code})"]


def test_a_part_that_could_not_run_is_named_with_its_reason(capfd: pytest.CaptureFixture[str]) -> None:
    parts = {"first": part("no database", code=3), "second": part("4.0 s")}

    assert run.run_all(parts) == 1

    said = capfd.readouterr().out
    assert "first could not run (exit code 3): no database" in said
    assert "4.0 s" in said
    assert "1 of 2 parts ran" in said


def test_a_part_whose_import_has_moved_could_not_run(capfd: pytest.CaptureFixture[str]) -> None:
    assert run.run_all({"moved": [sys.executable, "-c", "import benchmarks.nowhere"]}) == 1
    assert "moved could not run (exit code 1): ModuleNotFoundError" in capfd.readouterr().out


def test_a_missed_goal_is_a_figure_and_no_failure(capfd: pytest.CaptureFixture[str]) -> None:
    parts = {"slow": part("front  5.5 times, wanted 2: missed"), "quick": part("search 1.1 times, wanted 2: reached")}

    assert run.run_all(parts) == 0

    said = capfd.readouterr().out
    assert "slow missed a goal: front 5.5 times, wanted 2: missed" in said
    assert "quick missed" not in said


def test_the_parts_of_make_bench_are_programs() -> None:
    assert set(run.PARTS) <= programs()


def test_a_size_is_usual_a_toys_or_what_was_typed() -> None:
    parser = Parser("Measures boats.")
    parser.add_size("boats", 5_000, 2, "how many")

    assert [parser.parse_args(typed).boats for typed in ([], ["--toy"], ["--toy", "--boats", "7"])] == [5_000, 2, 7]


def test_a_topic_that_gives_a_number_twice_has_no_truth(tmp_path: Path) -> None:
    def post(number: int) -> dict[str, object]:
        paragraph = {"text": "The gate is shut by hand.", "quote": False, "quoted_post": None}
        return {"number": number, "author": "ada", "reply_to": None, "paragraphs": [paragraph]}

    forum = tmp_path / "wall.jsonl"
    topics = [{"topic": "1", "posts": [post(1), post(2)]}, {"topic": "2", "posts": [post(1), post(1)]}]
    forum.write_text("".join(json.dumps(topic) + "\n" for topic in topics), "utf8")

    flatten = tmp_path / "flatten.py"
    flatten.write_text(FORUM_FLATTENER, "utf8")

    [(first, second)] = read_topics(forum, load(flatten))

    assert (first.topic, first.number, second.number) == ("1", 1, 2)
