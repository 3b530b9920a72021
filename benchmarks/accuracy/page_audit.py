"""Judge every kind of page of the sample: axe-core for what is in the way of readers, Lighthouse for the rest.

    .venv/bin/python -m benchmarks.accuracy.page_audit [axe|lighthouse]

Installs both into build/audit with npm, serves the sample, and visits it with Chromium. Prints every violation and how many
there are, then Lighthouse's scores from 0 to 100. It exits with 1 on any violation or a score below its least.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.shared.audited_pages import page_kinds, staff_kinds
from benchmarks.shared.environment import ROOT, free_port
from benchmarks.shared.options import Parser
from tests.helpers.chromium import ARGUMENTS, find_chromium

TOOLS = ROOT / "build" / "audit"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 360, "height": 740}}
LEAST = {"performance": 90, "accessibility": 95, "best-practices": 95, "seo": 95}
RUNS = 3
STARTS_IN_S = 120
NOT_SCORED = ("404", "login")
STAFF, PASSWORD = "auditor", "a password of one run"
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"
# A kind of page, its address, and what is done to it before it is judged.
Step = tuple[str, str, Callable[[Page], None]]


def install_tools() -> None:
    """Install what package-lock.json names into build/, which is nobody's source."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    lock = (ROOT / "package-lock.json").read_bytes()
    copy = TOOLS / "installed-lock.json"
    if copy.exists() and copy.read_bytes() == lock:
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, TOOLS / name)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=TOOLS, check=True)
    copy.write_bytes(lock)


@contextmanager
def served(data: Path, command: list[str], port: int, **environment: str) -> Iterator[str]:
    """A server of our own, with nothing of the developer's own settings."""
    own = {"FORUM_DATA": str(data), "SITE_URL": "", "DEBUG": "false", "BIND": "127.0.0.1"} | environment
    server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=os.environ | own, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + STARTS_IN_S
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{' '.join(command)} did not start")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def make_staff(data: Path) -> None:
    """Give the site somebody who may do everything."""
    command = [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", STAFF, "--email", ""]
    own = {"FORUM_DATA": str(data), "DATABASE_URL": "", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)


def refuse(page: Page) -> None:
    """Send a form without its token, which leads to the page of what was refused."""
    with page.expect_navigation():
        page.evaluate("""() => {
            const form = document.querySelector("form[method=post]");
            form.querySelector("[name=csrfmiddlewaretoken]").remove();
            form.requestSubmit();
        }""")


def show_source(page: Page) -> None:
    """Open a quote's source in its place."""
    page.get_by_role("link", name="Show it in its place here").first.click()
    page.locator(".in-place").wait_for()


def open_folds(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def violations(page: Page) -> list[str]:
    """What axe-core finds; evaluated, because the policy of the pages lets no script be added."""
    page.evaluate((TOOLS / "node_modules/axe-core/axe.min.js").read_text())
    entries = page.evaluate("(tags) => axe.run({runOnly: tags})", TAGS)["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in entries for node in each["nodes"]]


def judge(browser: Browser, kinds: dict[str, str]) -> int:
    """Count the violations on every kind of page that visitors see."""
    steps: list[Step] = [(kind, address, open_folds) for kind, address in kinds.items()]
    steps += [("403", kinds["front"], refuse), ("source in place", kinds["thread"], then_source)]
    return judge_steps(browser, steps, "kinds")


def judge_for_staff(browser: Browser, site: str) -> int:
    """Count them on every kind of page that staff alone see."""
    page = browser.new_page()
    page.goto(f"{site}/login/")
    page.get_by_label("Name").fill(STAFF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    cookies = page.context.cookies()
    steps: list[Step] = [(kind, address, open_folds) for kind, address in staff_kinds(page, site).items()]
    return judge_steps(browser, steps, "kinds for staff", cookies)


def judge_steps(browser: Browser, steps: list[Step], what: str, cookies: Sequence[Any] = ()) -> int:
    """Judge each page light and dark, wide and narrow."""
    total = 0
    for scheme in ("light", "dark"):
        for size_name, size in SIZES.items():
            context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
            context.add_cookies(cookies)
            page = context.new_page()
            for kind, address, prepare in steps:
                page.goto(address)
                prepare(page)
                faults = violations(page)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    faults.append("the page is wider than the window")
                total += len(faults)
                for fault in faults:
                    print(f"  {kind}, {scheme}, {size_name}: {fault}")
            context.close()
    pages = len(steps) * 2 * len(SIZES)
    print(
        f"axe-core: {total} violations on {pages} pages ({len(steps)} {what}, light and dark, 1280 and 360 px)",
        flush=True,
    )
    return total


def then_source(page: Page) -> None:
    open_folds(page)
    show_source(page)


def scores(address: str, *, is_listed: bool) -> dict[str, float]:
    """Lighthouse's scores, of each the median of three runs.

    A page kept from search engines is not blamed for that,
    nor that it does not describe itself to them.
    """
    command = ["node", str(TOOLS / "node_modules/lighthouse/cli/index.js"), address, "--quiet", "--output=json"]
    command += ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(LEAST)}"]
    command += [] if is_listed else ["--skip-audits=is-crawlable,meta-description"]
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            command, env=os.environ | {"CHROME_PATH": str(find_chromium())}, capture_output=True, check=True
        )
        report = json.loads(done.stdout)
        runs.append({name: (report["categories"][name]["score"] or 0) * 100 for name in LEAST})
    faults = [
        each["title"]
        for each in report["audits"].values()
        if each["score"] is not None and each["score"] < 0.9 and each["scoreDisplayMode"] == "binary"
    ]
    if faults:
        print(f"  not passed: {'; '.join(faults)}")
    return {name: statistics.median(run[name] for run in runs) for name in LEAST}


def judge_by_lighthouse(kinds: dict[str, str]) -> int:
    """Count the scores below their least, over every kind of page that answers 200 and is no form to sign in."""
    short = 0
    for kind, address in kinds.items():
        if kind in NOT_SCORED:
            continue
        score_of = scores(address, is_listed=is_listed(address))
        below = [name for name in LEAST if score_of[name] < LEAST[name]]
        short += len(below)
        figures = ", ".join(f"{name} {score:.0f}" for name, score in score_of.items())
        print(f"lighthouse, {kind}: {figures}{' BELOW: ' + ', '.join(below) if below else ''}", flush=True)
    return short


def is_listed(address: str) -> bool:
    """Whether a page may be found through search engines."""
    with urlopen(address, timeout=10) as answer:
        return b"noindex" not in answer.read() and "noindex" not in (answer.headers["X-Robots-Tag"] or "")


def time_without_database(address: str) -> bool:
    """Whether the page that needs no database comes in time."""
    started = time.monotonic()
    try:
        urlopen(address, timeout=10)
    except HTTPError as error:
        took = time.monotonic() - started
        print(f"database away: {error.code}, Retry-After {error.headers['Retry-After']}, in {took:.2f} s")
        return error.code == 503 and took < 3
    return False


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("judge", nargs="?", choices=("axe", "lighthouse"), help="one of the two only")
    options = parser.parse_args()
    install_tools()
    data = Path(tempfile.mkdtemp(prefix="rethread-audit-"))
    try:
        faults = audit(data, options.judge)
    finally:
        pointer = data / "server-folder"
        if pointer.exists():
            shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
    sys.exit(faults > 0)


def audit(data: Path, judge_named: str | None) -> int:
    """Serve the sample, once with its database and once without, and count what is wrong."""
    port, other = free_port(), free_port()
    gunicorn = ["-m", "gunicorn", "--config", "forum/gunicorn.py", "--bind", f"127.0.0.1:{other}"]
    away = {"DATABASE_URL": NOWHERE, "SECRET_KEY": "a" * 50}
    faults = 0
    with served(data, ["manage.py", "up", "--port", str(port)], port, DATABASE_URL="") as site:
        with sync_playwright() as playwright, served(data, gunicorn, other, **away) as without_database:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            kinds = page_kinds(browser.new_page(), site)
            make_staff(data)
            faults += not time_without_database(f"{without_database}/")
            if judge_named != "lighthouse":
                faults += judge(browser, kinds | {"503": f"{without_database}/"})
                faults += judge_for_staff(browser, site)
            browser.close()
        if judge_named != "axe":
            faults += judge_by_lighthouse(kinds)
    return faults


if __name__ == "__main__":
    main()
