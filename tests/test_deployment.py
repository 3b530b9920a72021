"""What runs the site elsewhere agrees: compose, the Dockerfile, and the files for proxies, with the site itself."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from tests.image.compose import services, subnet

ROOT = settings.BASE_DIR
COMPOSE = ROOT / "docker-compose.yml"
SECRETS = {"POSTGRES_PASSWORD": "letters4and5digits6only", "SECRET_KEY": "k" * 50}
NGINX = (ROOT / "docs/proxy/nginx.conf").read_text()
CADDY = (ROOT / "docs/proxy/Caddyfile").read_text()
HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Cache-Control",
    "Retry-After",
)


@pytest.fixture
def compose():
    return services(COMPOSE, ROOT, SECRETS)


def test_the_compose_file_is_one():
    done = subprocess.run(
        [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("missing", SECRETS)
def test_compose_does_not_start_without_its_secrets(missing):
    with pytest.raises(ValueError, match=missing):
        services(COMPOSE, ROOT, SECRETS | {missing: ""})


def test_the_proxy_alone_is_reached_from_outside_and_alone_is_believed(compose):
    assert [name for name, service in compose.items() if "ports" in service.spec] == ["proxy"]
    assert [name for name, service in compose.items() if "outside" in service.spec["networks"]] == ["proxy"]
    assert compose["web"].spec["environment"]["TRUSTED_PROXY"] == compose["proxy"].address
    assert compose["proxy"].spec["extra_hosts"] == [f"web:{compose['web'].address}"]
    assert compose["proxy"].spec["ports"] == ["127.0.0.1:8000:8080"]


def test_another_site_beside_it_has_addresses_of_its_own():
    other = SECRETS | {"INSIDE_PREFIX": "172.29.88"}

    assert subnet(COMPOSE, other) == "172.29.88.0/28"
    assert services(COMPOSE, ROOT, other)["web"].address == "172.29.88.3"


def test_all_of_ours_runs_with_no_rights_on_a_file_system_that_is_not_written_to(compose):
    for name, service in compose.items():
        if name != "database":
            assert service.spec["read_only"], name
            assert service.spec["cap_drop"] == ["ALL"], name
            assert service.spec["security_opt"] == ["no-new-privileges:true"], name
        assert service.spec["mem_limit"], name
        assert service.spec["pids_limit"], name
        assert service.grace_s > 10, name


def test_ports_and_folders_agree(compose):
    dockerfile = (ROOT / "Dockerfile").read_text()
    doors = set(re.findall(r"listen (\d+);", NGINX))

    assert doors == {"8080", "8081"}
    assert re.findall(r"server (web:\d+);", NGINX) == ["web:8000"]
    assert "--bind 0.0.0.0:8000" in dockerfile
    assert "EXPOSE 8000" in dockerfile
    assert "http://127.0.0.1:8000/readyz" in " ".join(compose["web"].health)
    assert "http://127.0.0.1:8080/healthz" in compose["proxy"].health
    assert set(re.findall(r"root (?:\* )?(\S+?);?\n", NGINX + CADDY)) == {"/srv/rethread"}
    for volume in ("/srv/rethread", ".data/spool"):
        assert volume in dockerfile
    assert compose["pages"].spec["volumes"] == ["pages:/srv/rethread"]
    assert "pages:/srv/rethread:ro" in compose["proxy"].spec["volumes"]


def directives(policy: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))}


def stated(text: str, name: str) -> str:
    return re.search(rf'^\s*(?:add_header )?{name} (?:"([^"]+)"|(\S+?))(?: always)?;?$', text, re.MULTILINE).expand(
        r"\1\2"
    )


@pytest.mark.parametrize("text", [NGINX, CADDY], ids=["nginx", "Caddy"])
def test_the_page_of_the_proxy_has_the_headers_of_the_site(client, monkeypatch, text):
    client.raise_request_exception = False

    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(connections["default"], "ensure_connection", away)
    own = client.get("/")

    for name in HEADERS:
        read = directives if name == "Content-Security-Policy" else str
        assert read(stated(text, name)) == read(own[name]), name


def test_the_page_of_the_proxy_is_the_sites_own_and_its_styles_are_beside_it(tmp_path, settings):
    collected, folder = tmp_path / "collected", tmp_path / "proxy"
    names = ["icon.svg", "css/tokens.css", "css/base.css", "css/plain.css", "vendor/htmx.min.js", "js/reading.js"]
    hashed = {name: name.replace(".", ".0123456789ab.", 1) for name in names}
    for name in hashed.values():
        (collected / name).parent.mkdir(parents=True, exist_ok=True)
        (collected / name).write_text(name)
    (collected / "staticfiles.json").write_text(json.dumps({"version": "1.1", "hash": "", "paths": hashed}))
    settings.STATIC_ROOT = collected

    call_command("write_proxy_pages", folder)
    (folder / "503.html").write_text("of the version before")
    call_command("write_proxy_pages", folder)
    page = (folder / "503.html").read_text()

    assert "The archives will be back in a moment" in page
    assert sorted(re.findall(r'(?:href|src)="/static/([^"]+)"', page)) == sorted(hashed.values())
    assert all((folder / "static" / name).read_text() == name for name in hashed.values())


def test_without_collected_files_there_is_no_page_to_write(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "nothing"

    with pytest.raises(CommandError, match="collectstatic"):
        call_command("write_proxy_pages", tmp_path / "proxy")
