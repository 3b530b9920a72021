"""Requests that nobody honest sends -> what the site lets them do that it should not. Each way gives faults in words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urljoin

from tests.campaign.asking import Answer, Asking

PUBLIC_POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
POLICIES = {
    "page": PUBLIC_POLICY,
    "admin": PUBLIC_POLICY | {"style-src": "'self' 'unsafe-inline'"},
    "file": {"default-src": "'none'", "sandbox": ""},
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}
# Never of input: htmx would follow them.
NEVER = ("hx-redirect", "hx-location", "hx-push-url", "hx-replace-url", "hx-refresh", "last-modified")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ELSEWHERE = "elsewhere.example"
NEXT = (
    "//elsewhere.example", "///elsewhere.example", "////elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example",
    "\\/elsewhere.example", "https:elsewhere.example", "https:/elsewhere.example", "https://elsewhere.example",
    "HTTPS://elsewhere.example", "http:///elsewhere.example", "https://elsewhere.example\\@localhost", "https://localhost@elsewhere.example",
    " //elsewhere.example", "\t//elsewhere.example", "/\t/elsewhere.example", "/\n/elsewhere.example", "\x00//elsewhere.example",
    "/%0d%0aLocation:%20//elsewhere.example", "/\r\nSet-Cookie: theme=dark\r\n", "javascript:window.pwn=1//elsewhere.example",
    "data:text/html,elsewhere.example", "//elsewhere%2eexample", "\uff0f\uff0felsewhere.example", "//[::1]@elsewhere.example",
)  # fmt: skip
OUR_HOSTS = ("localhost", "127.0.0.1", "localhost:8000", "[::1]")
HOSTS = (
    "elsewhere.example", "elsewhere.example:80", "localhost.elsewhere.example", "elsewhere.example#localhost", "localhost@elsewhere.example",
    "127.0.0.1.elsewhere.example", "localhost:80@elsewhere.example", "0.0.0.0", "169.254.169.254", "localhost/elsewhere.example",
)  # fmt: skip
FORWARDED: tuple[Mapping[str, str], ...] = (
    {"X-Forwarded-Host": ELSEWHERE}, {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Port": "444"}, {"X-Forwarded-Server": ELSEWHERE},
    {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": f"host={ELSEWHERE};proto=https"}, {"X-Original-URL": "/admin/"},
    {"X-Rewrite-URL": "/admin/"}, {"X-HTTP-Method-Override": "DELETE"}, {"X-Forwarded-Prefix": f"//{ELSEWHERE}"},
    {"X-Script-Name": f"//{ELSEWHERE}"}, {"X-Host": ELSEWHERE},
)  # fmt: skip


def policy_of(answer: Answer) -> dict[str, str]:
    """The directives of an answer's policy."""
    parts = (part.strip().partition(" ") for part in answer.headers.get("content-security-policy", "").split(";"))
    return {name: value for name, _, value in parts if name}


def header_faults(address: str, answer: Answer) -> Iterator[str]:
    """Whatever an answer lacks, or says too much."""
    kind = "admin" if address.startswith("/admin/") else "page"
    if address.partition("?")[0].endswith("/raw") and answer.status == 200:
        kind = "file"
    if policy_of(answer) != POLICIES[kind]:
        yield f"{address}: {answer.status} with the policy {policy_of(answer)}"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{address}: {answer.status} with {name}: {answer.headers.get(name)}"
    for name in NEVER:
        if name in answer.headers and not address.startswith("/static/"):
            yield f"{address}: {answer.status} with {name}: {answer.headers[name]}"


def faults_of_headers(asking: Asking, addresses: Iterable[str]) -> Iterator[str]:
    """The same headers on every answer, whatever the method, the host and the outcome."""
    for address in addresses:
        for method in ("GET", "HEAD", "OPTIONS", "TRACE", "PUT"):
            answer = asking.ask(method, address)
            yield from header_faults(address, answer)
            if answer.status >= 500:
                yield f"{method} {address}: {answer.status}"


def faults_of_forms(asking: Asking, addresses: Iterable[str]) -> Iterator[str]:
    """A request that changes something needs the token of a form that this site gave."""
    token = asking.token()
    for address in addresses:
        for method in UNSAFE:
            for headers in ({}, {"HX-Request": "true"}):
                for form in ({"theme": "dark"}, {"csrfmiddlewaretoken": "x" * 64}):
                    answer = asking.ask(method, address, headers, form)
                    if answer.status not in (403, 404, 405):
                        yield f"{method} {address} without the token: {answer.status}"
            foreign = {"Origin": f"https://{ELSEWHERE}"}
            answer = asking.ask(method, address, foreign, {"csrfmiddlewaretoken": token})
            if answer.status not in (403, 404, 405):
                yield f"{method} {address} from another origin: {answer.status}"


def faults_of_next(asking: Asking, path: str, form: Mapping[str, str]) -> Iterator[str]:
    """Whatever a form names as the page to go on to, it is one of this site."""
    for asked in NEXT:
        answer = asking.ask("POST", path, {}, {**form, "csrfmiddlewaretoken": asking.token(), "next": asked})
        place = answer.headers.get("location", "")
        # Browsers take either slash, and leave out what ends lines.
        leads = urljoin("https://ours.example/", re.sub(r"[\r\n\t\0]", "", place.strip()).replace("\\", "/"))
        is_ours = leads.startswith("https://ours.example/")
        if answer.status != 302 or not is_ours or "set-cookie: theme" in place.lower():
            yield f"{path} next={asked!r}: {answer.status} to {place!r}"


def faults_of_hosts(asking: Asking, addresses: Iterable[str]) -> Iterator[str]:
    """Only our own names are answered; another is told no more than that."""
    for address in addresses:
        for host in HOSTS:
            answer = asking.ask("GET", address, {"Host": host})
            if answer.status != 400 or ELSEWHERE in answer.body:
                yield f"{address} by the host {host!r}: {answer.status}"
            yield from header_faults(address, answer)
        for host in OUR_HOSTS:
            answer = asking.ask("GET", address, {"Host": host})
            if answer.status != 200:
                yield f"{address} by the host {host!r}: {answer.status}"


def faults_of_forwarding(asking: Asking, addresses: Iterable[str]) -> Iterator[str]:
    """What a stranger says of where a request came from changes nothing."""
    for address in addresses:
        plain = asking.ask("GET", address)
        for headers in FORWARDED:
            answer = asking.ask("GET", address, headers)
            if answer.status != plain.status or ELSEWHERE in answer.shown or "https://127" in answer.body:
                yield f"{address} with {headers}: {answer.status} for {plain.status}"
            if "strict-transport-security" in answer.headers:
                yield f"{address} with {headers}: believed to be asked by https"
