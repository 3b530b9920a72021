"""One meaning a word: no two classes of the project share a name, but for those that Django names."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
OF_DJANGO = frozenset({"Command", "Migration"})


def test_no_two_classes_share_a_name() -> None:
    """Classes within classes go by the name of the one that holds them."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for package in ("forum", "threads", "benchmarks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and node.name not in OF_DJANGO:
                    places[node.name].append(path.relative_to(ROOT).as_posix())

    assert len(places) > 300
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
