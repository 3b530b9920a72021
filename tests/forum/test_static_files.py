"""What is collected for browsers and proxies."""

import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command


def test_a_page_for_proxies_is_collected_with_what_it_needs(settings, tmp_path: Path):
    # Django makes its storage anew for it, and again for the tests that follow.
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", interactive=False, stdout=StringIO())

    page = (tmp_path / "503.html").read_text()
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    assert "back in a moment" in page
    assert len(named) > 3
    assert all(re.search(r"\.[0-9a-f]{12}\.", name) and (tmp_path / name).is_file() for name in named)
