"""Settings: the environment decides, and what would be unsafe is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from forum.middleware import trusted_proxy

LONG_KEY = "k" * 50
ELSEWHERE = "postgres://forum:secret@db.example.org/forum"
PUBLIC_CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def settings_with(data: Path, **environment: str) -> dict[str, object]:
    """Read the settings in a process of their own; raise with what it said if they are refused."""
    shown = (
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "DEBUG",
    )
    code = (
        "import json; from django.conf import settings as s;"
        f"print(json.dumps({{name: getattr(s, name) for name in {shown!r}}} | {{'engine': s.DATABASES['default']['ENGINE']}}))"
    )
    own = {"FORUM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "forum.settings"}
    unset = dict.fromkeys(("SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "SECRET_KEY", "DEBUG"), "")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=dict(os.environ) | {name: value for name, value in unset.items() if name != "DEBUG"} | own | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ValueError(done.stderr.splitlines()[-1])
    return dict(json.loads(done.stdout))


def test_reading_them_makes_nothing(tmp_path: Path):
    settings_with(tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_the_key_that_up_kept_is_read(tmp_path: Path):
    (tmp_path / "secret_key").write_text(f"{LONG_KEY}\n")

    assert settings_with(tmp_path)["SECRET_KEY"] == LONG_KEY


def test_without_a_key_each_process_has_its_own(tmp_path: Path):
    assert settings_with(tmp_path)["SECRET_KEY"] != settings_with(tmp_path)["SECRET_KEY"]


def test_a_real_server_needs_a_key_and_is_told_how_to_make_one(tmp_path: Path):
    with pytest.raises(ValueError, match=r"DATABASE_URL is set, so SECRET_KEY must be too.*token_urlsafe"):
        settings_with(tmp_path, DATABASE_URL=ELSEWHERE)


def test_a_real_server_takes_djangos_own_backend(tmp_path: Path):
    read = settings_with(tmp_path, DATABASE_URL=ELSEWHERE, SECRET_KEY=LONG_KEY)

    assert read["engine"] == "django.db.backends.postgresql"


def test_a_short_key_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="SECRET_KEY has 5 characters"):
        settings_with(tmp_path, SECRET_KEY="short")


@pytest.mark.parametrize(
    "public",
    [
        {"ALLOWED_HOSTS": "forum.example.org"},
        {"SITE_URL": "http://forum.example.org"},
        {"BIND": "0.0.0.0"},
        {"BIND": "192.0.2.7"},
    ],
)
def test_debug_where_strangers_can_see_it_is_refused(tmp_path: Path, public: dict[str, str]):
    with pytest.raises(ValueError, match="DEBUG shows settings and source to visitors"):
        settings_with(tmp_path, DEBUG="true", **public)


def test_the_address_it_listens_on_may_be_asked_for(tmp_path: Path):
    assert "192.0.2.7" in settings_with(tmp_path, BIND="192.0.2.7")["ALLOWED_HOSTS"]


def test_https_makes_cookies_secure_and_local_http_does_not(tmp_path: Path):
    local, public = settings_with(tmp_path), settings_with(tmp_path, SITE_URL="https://forum.example.org")

    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert (local[name], public[name]) == (False, True)
    assert "forum.example.org" in public["ALLOWED_HOSTS"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/no/such/page", "/healthz", "/static/vendor/htmx.min.js"])
def test_every_answer_has_the_strict_policy_and_headers(client: Client, path: str):
    answer = client.get(path)
    answer.close()
    headers = answer.headers

    assert set(headers["Content-Security-Policy"].split("; ")) == PUBLIC_CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_the_admin_alone_may_have_inline_styles(client: Client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]

    assert set(policy.split("; ")) - PUBLIC_CSP == {"style-src 'self' 'unsafe-inline'"}


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(client: Client):
    assert client.get("/", headers={"host": "evil.example.org"}).status_code == 400


@pytest.mark.parametrize(
    ("proxies", "scheme", "address"),
    [
        ([], "http", "10.0.0.9"),
        (["192.0.2.1"], "http", "10.0.0.9"),
        (["10.0.0.0/8"], "https", "203.0.113.5"),
    ],
)
def test_only_a_trusted_proxy_is_believed(settings, proxies: list[str], scheme: str, address: str):
    settings.TRUSTED_PROXY = proxies
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": "10.0.0.9",
        "wsgi.url_scheme": "http",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.5",
    }

    trusted_proxy(lambda _: HttpResponse())(request)

    assert (request.META["wsgi.url_scheme"], request.META["REMOTE_ADDR"]) == (scheme, address)
