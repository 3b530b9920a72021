"""Behind a proxy that ends TLS: what its headers say is believed from its own address, and from nobody else."""

import re
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model

from tests.helpers import factories
from tests.helpers.serving import ask, gunicorn

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "archive.example.org"
SITE = f"https://{HOST}"
FORWARDED = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def behind_proxy(tmp_path: Path):
    with gunicorn(tmp_path, SITE_URL=SITE, TRUSTED_PROXY="127.0.0.1") as port:
        yield port


@pytest.fixture
def behind_another(tmp_path: Path):
    """The proxy it trusts is not the one that asks."""
    with gunicorn(tmp_path, SITE_URL=SITE, TRUSTED_PROXY="192.0.2.1") as port:
        yield port


def cookies(answer) -> SimpleCookie:
    kept = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie") or []:
        kept.load(header)
    return kept


def form(port: int, path: str, **fields: str):
    """Ask for a page, and send its form back as a browser does."""
    answer, page = ask(port, path, FORWARDED)
    kept = cookies(answer)
    headers = FORWARDED | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items()),
        "Origin": SITE,
        "Referer": SITE + path,
    }
    action = "/settings/" if "theme" in fields else path
    token = TOKEN.search(page)[1]
    return kept, ask(port, action, headers, body=urlencode(fields | {"csrfmiddlewaretoken": token}))[0]


def test_a_site_behind_tls_speaks_of_itself_by_https(behind_proxy: int):
    thread = factories.thread(factories.archive("The Bell Tower", slug="bells"))
    post = factories.post(thread, "The small one.")
    get_user_model().objects.create_user("ada", password="a long password")

    page, _ = ask(behind_proxy, "/", FORWARDED)
    _, feed = ask(behind_proxy, "/a/bells.atom", FORWARDED)
    _, told = ask(behind_proxy, f"/p/{post.pk}.json", FORWARDED)
    before, signed_in = form(behind_proxy, "/login/", username="ada", password="a long password", next="/help/")
    _, chosen = form(behind_proxy, "/", theme="dark", next="/help/")

    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert f'href="{SITE}/a/bells/"' in feed
    assert f"http://{HOST}" not in feed + told
    assert f'"url": "{SITE}/p/{post.pk}/"' in told
    assert (signed_in.status, signed_in.headers["Location"]) == (302, "/help/")
    assert (chosen.status, chosen.headers["Location"]) == (302, "/help/")
    for kept, name in ((before, "csrftoken"), (cookies(signed_in), "sessionid"), (cookies(chosen), "theme")):
        assert kept[name]["secure"], name
        assert kept[name]["samesite"] == "Lax", name


def test_whoever_asks_by_http_is_led_to_https_but_for_probes(behind_proxy: int):
    plain = FORWARDED | {"X-Forwarded-Proto": "http"}

    led, _ = ask(behind_proxy, "/search/?q=bell", plain)
    probes = [ask(behind_proxy, path, {"Host": "localhost"}) for path in ("/healthz", "/readyz")]

    assert (led.status, led.headers["Location"]) == (301, f"{SITE}/search/?q=bell")
    assert [(answer.status, said) for answer, said in probes] == [(200, "ok\n")] * 2


def test_a_form_from_another_site_is_refused(behind_proxy: int):
    answer, page = ask(behind_proxy, "/login/", FORWARDED)
    headers = FORWARDED | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={cookies(answer)['csrftoken'].value}",
        "Origin": "https://elsewhere.example.org",
    }
    body = urlencode({"theme": "dark", "csrfmiddlewaretoken": TOKEN.search(page)[1]})

    refused, said = ask(behind_proxy, "/settings/", headers, body=body)

    assert refused.status == 403
    assert "Set-Cookie" not in refused.headers or "theme" not in cookies(refused)
    assert "Content-Security-Policy" in refused.headers
    assert "<h1" in said


def test_headers_of_a_peer_that_is_not_trusted_change_nothing(behind_another: int):
    asked = FORWARDED | {"X-Forwarded-Host": "evil.example.org", "Forwarded": "proto=https;host=evil.example.org"}

    answer, _ = ask(behind_another, "/help/", asked)

    # Taken for the plain http that it is; and by no other name than the one it asked for.
    assert (answer.status, answer.headers["Location"]) == (301, f"{SITE}/help/")
    assert "Strict-Transport-Security" not in answer.headers


def test_not_even_a_trusted_proxy_names_another_host(behind_proxy: int):
    asked = FORWARDED | {"X-Forwarded-Host": "evil.example.org"}

    _, feed = ask(behind_proxy, "/latest.atom", asked)
    refused, _ = ask(behind_proxy, "/latest.atom", asked | {"Host": "evil.example.org"})

    assert "evil" not in feed
    assert SITE in feed
    assert refused.status == 400
