"""What visitors, proxies and strangers say of a request -> what reaches the site, and what it believes."""

import json
import subprocess
from dataclasses import replace

from tests.image.asking import Door
from tests.image.podman import ROOT, RUN_WITH, podman
from tests.image.preparing import READER
from tests.image.stand import Stand
from tests.image.table import Table, expect

HOST = "archive.example.org"
SITE = f"https://{HOST}"
NAMED = (("Host", HOST),)
# A visitor who claims to be somebody else, by every name that there is for it.
FORGED = {
    "X_Forwarded_Proto": "https",
    "X_Forwarded_For": "198.51.100.7",
    "X_Forwarded_Host": "evil.example.org",
    "Forwarded": "for=198.51.100.7;proto=https;host=evil.example.org",
}
# Answers with the headers it was asked with.
ECHO = """
import http.server, json
class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        said = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
http.server.HTTPServer(("", 8000), Echo).serve_forever()
"""


def check_believed(table: Table, stand: Stand) -> None:
    """With SITE_URL of https: who comes by the front door is led there, who comes over a proxy with TLS is served."""
    front = Door(stand.addresses["proxy"], 8080, NAMED)
    behind_tls = Door(stand.addresses["proxy"], 8081, NAMED)
    web = Door(stand.addresses["web"], 8000, NAMED)

    def is_led_to_https(door: Door) -> str:
        answer = door.ask("/help/", **FORGED)
        expect((answer.status, answer.headers["Location"]) == (301, f"{SITE}/help/"), f"{answer.status}")
        return f"301 to {SITE}"

    def is_served() -> str:
        answer = behind_tls.ask("/latest.atom", **{**FORGED, "X_Forwarded_For": "203.0.113.5"})
        expect(answer.status == 200 and f"{SITE}/" in answer.text, answer.status)
        expect("evil" not in answer.text and "http://archive" not in answer.text, "it believes more than it should")
        expect(answer.headers["Strict-Transport-Security"], "no HSTS")
        return "200, its links and HSTS by https"

    def knows_no_stranger() -> str:
        answer = replace(behind_tls, headers=(("Host", "evil.example.org"),)).ask("/", X_Forwarded_Proto="https")
        expect(answer.status == 400, answer.status)
        return "400"

    table.check("forwarded: forged at the front door", lambda: is_led_to_https(front))
    table.check("forwarded: forged at the web server itself", lambda: is_led_to_https(web))
    table.check("forwarded: by a proxy with TLS, door 8081", is_served)
    table.check("forwarded: another name for the site", knows_no_stranger)


def check_told(table: Table, stand: Stand) -> None:
    """What the proxy tells, seen by something that answers in the web server's place; and while nothing does."""
    stand.stop("web")

    def says_https() -> str:
        answer = Door(stand.addresses["proxy"], 8081, NAMED).ask("/", X_Forwarded_Proto="https")
        expect(answer.status == 503 and answer.headers["Strict-Transport-Security"], answer.headers)
        return "503 with HSTS"

    table.check("forwarded: the proxy's own page, by https", says_https)
    words = ["--name", "echo", "--network=ns:/run/netns/web", "--read-only", "--cap-drop", "ALL", *RUN_WITH]
    podman("run", "--detach", *words, READER, "python", "-c", ECHO)
    Door(stand.addresses["web"], 8000).wait()

    def told(port: int, expected: dict[str, str]) -> str:
        door = Door(stand.addresses["proxy"], port, NAMED)
        headers = json.loads(door.ask("/", **FORGED).body)
        came = {name: headers.get(name) for name in expected}
        expect(came == expected, came)
        expect("evil" not in json.dumps(headers), headers)
        return ", ".join(f"{name}: {value}" for name, value in came.items())

    mine = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()[0]
    at_front = {"Host": HOST, "X-Forwarded-Proto": "http", "X-Forwarded-For": mine}
    behind_tls = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    table.check("forwarded: what the front door tells", lambda: told(8080, at_front))
    table.check("forwarded: what door 8081 tells", lambda: told(8081, behind_tls))
    podman("rm", "--force", "--time", "1", "echo")
    stand.start("web")
    stand.wait_until_healthy("web")


CADDYFILE = ROOT / "docs" / "proxy" / "Caddyfile"
# Its own certificates instead of Let's Encrypt's, which nothing here can reach.
AROUND = "{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n}\nimport /etc/rethread/Caddyfile\n"


def start_caddy(stand: Stand) -> Door:
    """Caddy in the place of nginx, with the file of docs/; gives its door."""
    stand.stop("proxy")
    around = stand.folder / "around"
    around.write_text(AROUND)
    image = stand.services["proxy"].spec["image"]
    options = ["--name", "caddy", "--network=ns:/run/netns/proxy", "--read-only", "--tmpfs", "/tmp", "--tmpfs", "/data"]
    options += ["--cap-drop", "ALL", "--cap-add", "NET_BIND_SERVICE", "--env", "XDG_DATA_HOME=/data"]
    options += ["--env", "XDG_CONFIG_HOME=/data", *RUN_WITH]
    options += ["--volume", f"{CADDYFILE}:/etc/rethread/Caddyfile:ro", "--volume", f"{around}:/etc/rethread/around:ro"]
    options += ["--volume", "pages:/srv/rethread:ro", "--env", f"READER={stand.addresses['web']}:8000"]
    podman(
        "run", "--detach", *options, image, "caddy", "run", "--adapter", "caddyfile", "--config", "/etc/rethread/around"
    )
    door = Door(stand.addresses["proxy"], 443, NAMED, name=HOST)
    door.wait()
    return door


def check_caddy(table: Table, stand: Stand, door: Door) -> None:
    """The site by https, and strangers' claims."""

    def is_served() -> str:
        answer = door.ask("/latest.atom", **{**FORGED, "X_Forwarded_Proto": "http"})
        expect(answer.status == 200 and f"{SITE}/" in answer.text and "evil" not in answer.text, answer.status)
        return "200 by TLS"

    def leads_to_https() -> str:
        answer = Door(door.host, 80, NAMED).ask("/help/")
        expect(answer.headers["Location"] == f"{SITE}/help/", f"{answer.status} {answer.headers['Location']}")
        return f"{answer.status}"

    table.check("Caddy: a feed", is_served)
    table.check("Caddy: http", leads_to_https)
