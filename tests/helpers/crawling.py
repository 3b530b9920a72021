"""The site's own map of addresses, filled with the ids of rows, and what tells two answers apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.apps import apps
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver
from django.utils.html import escape

from threads.models import Archive, CuratorAction

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# The admin's own two patterns that are expressions.
EXPRESSIONS = {"^(?P<app_label>threads|auth)/$": "threads/", "(?P<url>.*)$": "no/such/table/"}
# Rows of these tables have an archive, and so have what a stranger must not see.
OURS = {model._meta.model_name: model for model in apps.get_app_config("threads").get_models()}
# What is drawn by lot, and the moment of the answer.
CHANCE = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|\d{4}-\d\d-\d\dt[\d:.+]+', re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """An address, the route it is a case of, and whether a part of a page is asked for."""

    route: str
    address: str
    is_part: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {"HX-Request": "true"} if self.is_part else {}


def routes(entries=None, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every pattern of the site as one string, with its name."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, ":".join([*spaces, entry.name or ""])
        else:
            yield from routes(entry.url_patterns, route, (*spaces, *filter(None, [entry.namespace])))


def cases(values: Mapping[str, object], variants: Mapping[str, tuple[str, ...]]) -> Iterator[Case]:
    """Each route with each set of values and each query; a parameter that nothing is known of is an error here."""
    for route, name in routes():
        for address in _filled(route, name, values):
            for query in ("", *variants.get(name, ())):
                yield Case(route, address + query)
                # Parts of pages are what the reader's own pages ask for; the admin and programs have none.
                if not name.startswith("admin:") and (route.endswith("/") or not route):
                    yield Case(route, address + query, is_part=True)


def _filled(route: str, name: str, values: Mapping[str, object]) -> list[str]:
    for expression, instead in EXPRESSIONS.items():
        route = route.replace(expression, instead)
    known = dict(values)
    known.setdefault("other_id", known.get("author_id"))  # two authors, who may be one
    if "object_id" in route and "content_type_id" not in route:
        known["object_id"] = _row_of(name, values)
    if "<int:number>" in route:
        known["number"] = _row_of(name, values)
    if "<int:line>" in route:
        known["line"] = 1
    if "<int:action_id>" in route:
        actions = CuratorAction.objects.filter(archive=values["archive_id"])
        known["action_id"] = actions.values_list("pk", flat=True).first() or 0
    return ["/" + PARAMETER.sub(lambda found: quote(str(known[found[2]])), route)]


def _row_of(name: str, values: Mapping[str, object]) -> object:
    """The row of the archive that an address of the admin is about."""
    model = OURS.get(name.removeprefix("admin:threads_").partition("_")[0])
    if model is None:
        return values["id"]
    archive = Archive.objects.get(pk=values["archive_id"])
    if model is Archive:
        return archive.pk
    rows = model.objects.filter(**{"run__archive" if not hasattr(model, "archive") else "archive": archive})
    return rows.values_list("pk", flat=True).first() or 0


def shown(response: HttpResponse) -> str:
    """All that an answer says, headers and body, in one case."""
    body = response.getvalue().decode(errors="replace")
    return f"{response.headers} {response.cookies} {body}".casefold()


def without_chance(response: HttpResponse, *repeated: str) -> str:
    """What an answer says but for chance, and for what it repeats of the question."""
    headers = {name: value for name, value in response.headers.items() if name not in ("Content-Length", "ETag")}
    said = f"{response.status_code} {headers} {sorted(response.cookies)} {response.getvalue().decode()}".casefold()
    said = CHANCE.sub("", said)
    for words in repeated:
        for form in (words, quote(words, safe=""), quote(words)):
            said = said.replace(escape(form).casefold(), "ASKED").replace(form.casefold(), "ASKED")
    return said
