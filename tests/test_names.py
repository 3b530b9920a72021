"""One meaning a word: no two classes share a name, and modules share one only where it means the same in both."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
OF_DJANGO = frozenset({"Command", "Migration"})
# Module name -> why two rooms may use it. What stands here is said in docs/architecture.md too.
SHARED_MODULES = {
    "assembly": "the last step of reconstruction, for pages and for stated posts",
    "authors": "the table of authors: filled by loading/rows, corrected in admin",
    "base": "what the other modules of its room build on; Django asks a database backend for one",
    "charsets": "how bytes become text: of a mail, of a request",
    "convokit": "the format of that name, read and written",
    "corrections": "what curators decided: shown in admin, applied by loading/stale",
    "dates": "a date in words -> a moment: of a mail, of a page or a head, of a search",
    "jsonl": "the format of that name, read and written",
    "mbox": "the format of that name, read and written",
    "pictures": "pictures of posts: kept by loading, shown by selectors",
    "quotes": "quotes of posts: found by reconstruct, stored by loading/rows",
    "urls": "Django's name for a map of addresses",
    "versions": "what an edited post said in its saves: found by reconstruct, shown by selectors",
}


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


def test_modules_share_a_name_only_where_it_means_the_same() -> None:
    rooms: defaultdict[str, list[str]] = defaultdict(list)
    for package in ("forum", "threads", "benchmarks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and path.stem != "__init__":
                rooms[path.stem].append(path.relative_to(ROOT).as_posix())

    assert len(rooms) > 200
    assert {name for name, places in rooms.items() if len(places) > 1} == set(SHARED_MODULES)


def test_the_map_says_why_modules_share_a_name() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text()

    assert [name for name in SHARED_MODULES if f"| `{name}.py` |" not in told] == []
