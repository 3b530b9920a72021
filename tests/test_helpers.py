"""What tests share stands in helpers: no test module is imported by another, so that each can be moved and read alone."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def imported(path: Path) -> set[str]:
    """The modules that a file imports, and those that it may import by name from a package."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update({node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names


def is_test_module(name: str) -> bool:
    return name.startswith("tests.") and (TESTS.parent / f"{name.replace('.', '/')}.py").is_file() and ".test_" in name


def test_no_test_module_is_imported():
    found = {
        f"{path.relative_to(TESTS)}: {name}"
        for path in TESTS.rglob("*.py")
        for name in imported(path)
        if is_test_module(name)
    }

    assert found == set()


def test_an_import_of_a_test_module_is_seen(tmp_path):
    path = tmp_path / "one.py"
    path.write_text("import os\nfrom tests import test_helpers\nfrom tests.test_helpers import imported\n")

    assert {name for name in imported(path) if is_test_module(name)} == {"tests.test_helpers"}
