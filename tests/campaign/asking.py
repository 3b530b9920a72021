"""Somebody who asks: an address, a method and headers -> status, headers and words; by Django's client or over HTTP."""

from collections.abc import Mapping
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from django.test import Client

TIMEOUT_S = 120


class Answer(NamedTuple):
    """What came back; a header that came twice stands once, joined."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def shown(self) -> str:
        """All that it says, in one case."""
        return f"{dict(self.headers)} {self.body}".casefold()


class Asking(Protocol):
    """Whoever sends requests, with the cookies they were given."""

    def ask(self, method: str, address: str, headers: Mapping[str, str] = {}, form: Mapping[str, str] = {}) -> Answer:
        """Ask, and follow nothing."""

    def token(self) -> str:
        """The token that forms need."""


class InProcess:
    """By Django's own client, which demands the token of forms as a browser's request would."""

    def __init__(self, user: object = None) -> None:
        self._client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if user:
            self._client.force_login(user)

    def ask(self, method: str, address: str, headers: Mapping[str, str] = {}, form: Mapping[str, str] = {}) -> Answer:
        """Ask, and follow nothing."""
        given = {"data": urlencode(form), "content_type": "application/x-www-form-urlencoded"} if form else {}
        response = self._client.generic(method, address, headers=dict(headers), **given)
        told = {name.lower(): value for name, value in response.headers.items()}
        if response.cookies:
            told["set-cookie"] = response.cookies.output(header="")
        return Answer(response.status_code, told, response.getvalue().decode(errors="replace"))

    def token(self) -> str:
        """The token that forms need."""
        self._client.get("/login/")
        return self._client.cookies["csrftoken"].value


class OverHttp:
    """By connections to a site that is served; asks for what it was given before as browsers do, whether it is unchanged."""

    def __init__(self, port: int, username: str = "", password: str = "") -> None:
        self._port = port
        self.cookies: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        if username:
            token = self.token()
            form = {"username": username, "password": password, "csrfmiddlewaretoken": token}
            answer = self.ask("POST", "/login/", form=form)
            assert answer.status == 302, (answer.status, username)

    def ask(self, method: str, address: str, headers: Mapping[str, str] = {}, form: Mapping[str, str] = {}) -> Answer:
        """Ask, and follow nothing."""
        talking = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        sent = dict(headers)
        if method == "GET" and address in self._tags:
            sent.setdefault("If-None-Match", self._tags[address])
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        talking.request(method, address, urlencode(form) if form else None, sent)
        response = talking.getresponse()
        body = response.read().decode(errors="replace")
        told: dict[str, str] = {}
        for name, value in response.getheaders():
            told[name.lower()] = f"{told[name.lower()]}\n{value}" if name.lower() in told else value
        talking.close()
        for line in told.get("set-cookie", "").split("\n"):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if tag := told.get("etag", ""):
            self._tags[address] = tag
        return Answer(response.status, told, body)

    def token(self) -> str:
        """The token that forms need."""
        self.ask("GET", "/login/")
        return self.cookies["csrftoken"]
