"""What is collected for browsers and proxies."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All static files, in a folder of their own."""
    folder = tmp_path_factory.mktemp("static")
    # Django makes its storage anew for it, and again for the tests that follow.
    with override_settings(STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, stdout=StringIO())
    return folder


def test_a_page_for_proxies_is_collected_with_what_it_needs(collected: Path):
    page = (collected / "503.html").read_text()
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    assert "back in a moment" in page
    assert len(named) > 3
    assert all(re.search(r"\.[0-9a-f]{12}\.", name) and (collected / name).is_file() for name in named)


@pytest.mark.parametrize(("folder", "endings"), [("css", {"", ".gz", ".br"}), ("admin/css", {"", ".gz"})])
def test_what_pages_ask_for_is_compressed_once(collected: Path, folder: str, endings: set[str]):
    hashed = next((collected / folder).glob("base.????????????.css"))
    beside = {path.name for path in (collected / folder).glob("base.*")}

    assert beside == {"base.css", *(hashed.name + ending for ending in endings)}
