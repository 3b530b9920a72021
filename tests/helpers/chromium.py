"""Turn what this machine has into one Chromium for the browser tests; run as a module, it installs one where it may.

python -m tests.helpers.chromium     finds or installs, says what it did, and never fails unless FORUM_REQUIRE_BROWSER=1
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Without a window of its own a page costs half as many processor seconds.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_INSTALL = "apt-get install chromium-headless-shell, or .venv/bin/playwright install chromium"
# No sandbox, because root may not use it; the rest keeps Chromium from asking hosts that no test asked for.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
APT_GET = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=400", "-o", "Acquire::Retries=3"]


def find_chromium() -> str | None:
    """Take the one that CHROMIUM names, else an installed one, else Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        found = shutil.which(name) or shutil.which(name, path="/usr/bin")
        if found:
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def is_required() -> bool:
    """Say whether a run without browser tests counts as failed."""
    return os.environ.get("FORUM_REQUIRE_BROWSER") == "1"


def install_chromium() -> None:
    """Let apt-get do it for root, Playwright for anybody else; a failure is for the caller to notice."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium-headless-shell", "fonts-dejavu-core"]
        _try([*APT_GET, "update"], quiet)
        _try([*APT_GET, "install", "-y", "--no-install-recommends", *packages], quiet)
    else:
        _try([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _try(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        print(f"{' '.join(command)} failed:", *done.stdout.decode(errors="replace").splitlines()[-5:], sep="\n  ")


def main() -> int:
    """Find one, else install one; say what to do if neither worked."""
    if find_chromium():
        return 0
    print("The browser tests need Chromium: installing it ...", flush=True)
    install_chromium()
    if find_chromium():
        return 0
    print(f"No Chromium: the browser tests will be left out. Install it with: {HOW_TO_INSTALL}")
    return 1 if is_required() else 0


if __name__ == "__main__":
    sys.exit(main())
