"""Every address with ids, parameters, cookies and headers that nobody should send: an answer, and never a fault of ours."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.test import RequestFactory
from django.test.client import ClientHandler
from hypothesis import given
from hypothesis import strategies as st

from forum.charsets import without_charsets
from tests.helpers import factories, odd
from tests.helpers.crawling import EXPRESSIONS, PARAMETER, routes

pytestmark = pytest.mark.django_db
OURS = sorted({route for route, name in routes() if not name.startswith("admin:")})
ADMINS = sorted({route for route, name in routes() if name.startswith("admin:")})
HTMX = {"HX-Request": "true"}
HEADERS = [
    {"Cookie": "visits=a:b:c; fold=%00; theme=\\000; csrftoken=\\377; sessionid=%00"},
    {"Cookie": f"visits=.eJw:1:{'a' * 4000}; sessionid={'a' * 4000}"},
    {"Cookie": '=; ;;; fold="\\"; fold'},
    {"Cookie": "visits=\xed\xa0\x80; sessionid=\xed\xa0\x80"},
    {"HX-Request": "true", "HX-Current-URL": "http://[::", "HX-Target": "\xed\xa0\x80"},
    {"HX-Request": "true", "HX-Current-URL": "%ED%A0%80", "HX-Current-URL-URI-AutoEncoded": "true"},
    {"Range": f"bytes=0-{'9' * 30}", "If-Modified-Since": "Sat, 31 Feb 99999 00:00:00 GMT", "If-None-Match": '"'},
    {"X-Forwarded-For": "\xff, x", "X-Forwarded-Proto": "x", "Referer": "http://[", "Origin": "null"},
]
# What Django would read before it can answer: charsets that are none, that decode to what nobody can write, or not at all.
CONTENT_TYPES = [
    "text/plain; charset=rot13", "text/plain; charset=unicode_escape", "text/plain; charset=utf-7", "text/plain;charset*=utf-8''hex",
    "text/plain; a*=none''%41", 'text/plain; x; charset="undefined"', "text/plain; charset=utf-8", ";charset=idna", "multipart/form-data; boundary=",
]  # fmt: skip
QUERIES = ["q=%5Cud800&passage=%5Cud800", "q=%ED%A0%80", "&".join(f"a{n}=1" for n in range(2_000))]


@pytest.fixture
def rows():
    """One row of each kind, by the name that addresses give its id."""
    archive = factories.archive(slug="bells")
    thread = factories.thread(archive)
    document = factories.document(archive, "A line.\nAnother.\n")
    post = factories.answer(factories.post(thread), "It was the great one.", origin="quote")
    factories.appearance(post, document, 1, 2)
    names = {"slug": "bells", "thread_id": thread.pk, "post_id": post.pk, "author_id": post.author_id}
    names |= {"other_id": thread.posts.get(position=0).author_id}
    stated = factories.document(archive, "From: Ada\n", form="jsonl")
    return names | {
        "document_id": document.pk,
        "stated": stated.pk,
        "name": f"{'01' * 32}.png",
        "year": 2009,
        "month": 2,
        "action_id": 1,
        "line": 1,
    }


def filled(route: str, value_of) -> str:
    for expression, instead in EXPRESSIONS.items():
        route = route.replace(expression, instead)
    return "/" + PARAMETER.sub(lambda found: str(value_of(found[1], found[2])), route)


def is_answered(response) -> bool:
    response.getvalue()
    return response.status_code < 500


@pytest.fixture
def parameters(client, monkeypatch, rows, known_parameters) -> list[tuple[str, str]]:
    """Each of our addresses with each parameter that it reads."""
    if not known_parameters:
        known_parameters.extend(read_parameters(client, monkeypatch, rows))
    return [(filled(route, lambda _, name: rows[name]), parameter) for route, parameter in known_parameters]


@pytest.fixture(scope="session")
def known_parameters() -> list[tuple[str, str]]:
    """Routes with parameters, filled by the first test that asks for them."""
    return []


def read_parameters(client, monkeypatch, rows) -> list[tuple[str, str]]:
    """Each of our routes with each parameter that it reads, as found by asking it."""
    read: list[str] = []
    found = set()
    with monkeypatch.context() as patch:
        patch.setattr(QueryDict, "get", lambda query, name, default=None: read.append(name) or default)
        for route in (*OURS, "d/<int:stated>/"):
            for headers in ({}, HTMX):
                read.clear()
                client.get(filled(route, lambda _, name: rows[name]), headers=headers)
                # page_view looks for what was searched, whatever the page; that is one reading.
                found |= {(route, name) for name in read if name != "q" or read.count("q") > 1}
    return sorted(found)


def test_every_parameter_that_is_read_is_known(parameters):
    names = {name for _, name in parameters}

    assert names == {
        "q",
        "page",
        "fold",
        "context",
        "line",
        "record",
        "thread",
        "view",
        "passage",
        "next",
        "sort",
        "post",
        "year",
        "s",
        "run",
    }


@pytest.mark.parametrize("value", odd.VALUES.values(), ids=odd.VALUES)
def test_every_parameter_of_every_address_takes_any_value(client, parameters, value):
    asked = [f"{address}?{name}={value.replace('{name}', name)}" for address, name in parameters]

    assert [each[:200] for each in asked if not is_answered(client.get(each, headers=HTMX))] == []
    assert [each[:200] for each in asked if not is_answered(client.get(each))] == []


@pytest.mark.parametrize("number", odd.NUMBERS, ids=range(len(odd.NUMBERS)))
def test_every_address_takes_any_number(client, rows, number):
    numbered = [route for route in OURS if "<int:" in route]
    asked = [filled(route, lambda kind, name: number if kind == "int" else rows.get(name, "x")) for route in numbered]

    assert [each[:200] for each in asked if not is_answered(client.get(each))] == []
    assert [each[:200] for each in asked if not is_answered(client.get(each, headers=HTMX))] == []


@pytest.mark.parametrize("word", odd.WORDS, ids=range(len(odd.WORDS)))
def test_every_address_takes_any_word(client, rows, word):
    every = {route: filled(route, lambda kind, name: rows[name] if kind == "int" else word) for route in OURS}
    asked = [address for route, address in every.items() if "<" in route.replace("<int:", "")]
    asked += [f"{each}{word}" for each in every.values()]

    assert [each[:200] for each in asked if not is_answered(client.get(each))] == []


@odd.examples(20)
@given(data=st.data())
def test_the_admin_takes_any_number_and_word(client, rows, data):
    """Its many addresses by lot, as a visitor and as somebody who may do all."""
    odd_one = st.sampled_from([*odd.WORDS, *odd.NUMBERS])
    address = filled(data.draw(st.sampled_from(ADMINS)), lambda _kind, _name: data.draw(odd_one))
    address += data.draw(st.sampled_from(["", "?_popup=1", "?p=", "?q=", "?o=", "?e=", "?all=", "?id=", "?_to_field="]))
    client.force_login(get_user_model().objects.get_or_create(username="chief", is_staff=True, is_superuser=True)[0])

    assert is_answered(client.get(address + data.draw(odd_one) if "?" in address else address)), address


@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
def test_every_address_takes_any_header(client, rows, headers):
    asked = [filled(route, lambda _kind, name: rows[name]) for route in OURS]

    assert [each for each in asked if not is_answered(client.get(each, headers=headers))] == []


@pytest.fixture
def by_wsgi():
    """Ask as the web server does: Django's client would make the request without us."""
    handler = ClientHandler(enforce_csrf_checks=False)
    application = without_charsets(lambda environ, _start_response: handler(environ))

    def ask(address: str, query: str = "", **environ):
        made = RequestFactory().get(address).environ | {"QUERY_STRING": query} | environ
        return application(made, lambda *_: None)

    return ask


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_what_a_request_claims_to_be_is_not_believed(by_wsgi, rows, content_type, query):
    for address in ("/help/", "/search/", f"/p/{rows['post_id']}/source/"):
        response = by_wsgi(address, query, CONTENT_TYPE=content_type, HTTP_HX_REQUEST="true")

        assert response.status_code == (400 if "a1=" in query else 200)


def test_a_form_of_several_parts_is_read_whatever_its_charset(by_wsgi):
    body = b'--x\r\nContent-Disposition: form-data; name="theme"\r\n\r\ndark\r\n--x--\r\n'
    form = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "multipart/form-data; charset=rot13; boundary=x"}

    response = by_wsgi("/settings/", REQUEST_METHOD="POST", **form, **{"wsgi.input": BytesIO(body)})

    assert response.cookies["theme"].value == "dark"


@pytest.mark.parametrize("value", odd.VALUES.values(), ids=odd.VALUES)
def test_every_form_takes_any_value(client, value):
    for address, names in {
        "/settings/": ("next", "theme", "fold"),
        "/login/": ("next", "username", "password"),
    }.items():
        for name in names:
            form = {"username": "ada", "password": "x", "theme": "dark"} | {name: ""}
            body = "&".join(f"{key}={value if key == name else said}" for key, said in form.items())

            assert is_answered(client.post(address, body, content_type="application/x-www-form-urlencoded")), name
