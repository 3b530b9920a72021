"""Every regular expression of ours, and texts made to be slow to it: `python -m tests.expressions` times each at 100 KB.

Found are those that modules hold, however deep in their tables, and those that stand in a call within a function. Each
is asked as the project asks it: one that is only matched at the beginning of a text is not looked for everywhere.
"""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # the parser that re itself uses
from re import _parser as parser
from time import process_time
from types import ModuleType
from typing import Any

import django

import forum
import threads

# What is asked of an expression -> what costs as much: a search that finds nothing goes as far as looking everywhere.
ALL = "all"
METHODS = {
    "match": "match", "fullmatch": "fullmatch", "search": "finditer", "finditer": "finditer", "findall": "finditer",
    "split": "finditer", "sub": "finditer", "subn": "finditer",
}  # fmt: skip
LENGTH = 100_000
SECONDS_MOST = 0.1
# Twelve shapes that have been slow somewhere, whatever the expression: repeated, then ended by what matches nothing.
SHAPES = ("a", " ", "\n", "1", "<a ", '"a', "(a", "> ", "a@a.", "http://a/", "-a", "a b: ")
END = "\0"
# Not to be imported by a test: they do things, or belong to Django.
LEFT_OUT = ("threads.migrations", "forum.wsgi")
DEEPEST = 4
# Those that are only ever asked about a text that was cut before, and so never about more characters than these.
BOUNDED = {
    "threads.words.attributions.ADDRESSED": 500,
    "threads.readers.mail.people.USUAL": 1_000,
    "threads.readers.web.pipermail.OWN_ID": 10_000,
    "threads.readers.web.smf.AROUND": 300,
    "threads.reconstruct.classify.CODE_MARK": 2_000,
    "threads.reconstruct.normalise.ELLIPSIS_TAIL": 40,
}
# Asked under another name, or by whoever stops at what would make the next question dear.
ASKED = {"threads.readers.json_units.BEFORE_ELEMENT": "match", "threads.readers.html_tokens.TOKEN": "search"}
TAKEN_MOST = 3


def modules() -> Iterator[ModuleType]:
    """Every module of the project."""
    for package in (forum, threads):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(LEFT_OUT):
                yield importlib.import_module(found.name)


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression, where it stands, and what is called on it."""

    place: str
    pattern: re.Pattern
    methods: frozenset[str]


def expressions() -> list[Expression]:
    """Every expression, under the place where it is made, if it has a name there."""
    found: dict[re.Pattern, str] = {}
    calls: dict[re.Pattern, set[str]] = {}
    for module in modules():
        parsed = ast.parse(Path(str(module.__file__)).read_text())
        made = {
            target.id for node in parsed.body for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)
        }
        for name, value in vars(module).items():
            for pattern in _held(value, 0):
                place = f"{module.__name__}.{name}"
                found[pattern] = place if name in made else found.get(pattern, place)
        for node in ast.walk(parsed):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                calls.setdefault(_named(node.value, module), set()).add(METHODS[node.attr])
            if written := _written_out(node):
                pattern = re.compile(written[0])
                found.setdefault(pattern, f"{module.__name__}:{node.lineno}")
                calls.setdefault(pattern, set()).add(METHODS[written[1]])
    # One that is handed on before it is asked, or held in a table, may be asked anything.
    return [
        Expression(place, each, frozenset({ASKED[place]} if place in ASKED else calls.get(each, {ALL})))
        for each, place in found.items()
    ]


def _named(node: ast.AST, module: ModuleType) -> Any:
    """What a name in a module stands for, if it stands for anything there."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(vars(module).get(node.value.id), node.attr, None)
    return vars(module).get(node.id) if isinstance(node, ast.Name) else None


def _written_out(node: ast.AST) -> tuple[str | bytes, str] | None:
    """The expression and the function of a call such as re.sub(r"x+", ...)."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    first = node.args[0]
    is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
    if not is_re or node.func.attr not in METHODS or not isinstance(first, ast.Constant):
        return None
    return first.value, node.func.attr


def _held(value: object, depth: int) -> Iterator[re.Pattern]:
    """The expressions in a value, and in tables and classes of it."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < DEEPEST and isinstance(value, Mapping):
        for inner in value.values():
            yield from _held(inner, depth + 1)
    elif depth < DEEPEST and isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from _held(inner, depth + 1)
    elif depth < DEEPEST and isinstance(value, type) and value.__module__.startswith(("threads.", "forum.")):
        for inner in vars(value).values():
            yield from _held(inner, depth + 1)


def texts(expression: Expression, length: int) -> Iterator[tuple[str, str | bytes]]:
    """Texts of a length for an expression: the shapes, and what it would match itself, begun again and again."""
    pattern, length = expression.pattern, min(length, BOUNDED.get(expression.place, length))
    own = example(parser.parse(pattern.pattern, pattern.flags))
    for pump in filter(None, dict.fromkeys([*SHAPES, *own])):
        text = pump * (length // len(pump)) + END
        yield pump, text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def example(parsed: Iterable[tuple[Any, Any]]) -> list[str]:
    """A text that the expression may match; what each repeated part of it matches; and all that stands before those."""
    whole, parts = "", []
    for code, argument in parsed:
        piece, inner = _piece(code, argument)
        parts += [*inner, *(whole + each for each in inner[:1])]
        whole += piece
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            parts += [piece, whole]
    return [*parts, whole, whole[:-1]]


def _piece(code: Any, argument: Any) -> tuple[str, list[str]]:
    """What one part of an expression matches, and what the parts of that do."""
    if code == codes.LITERAL:
        return chr(argument), []
    if code == codes.NOT_LITERAL:
        return "a" if argument != ord("a") else "b", []
    if code == codes.ANY:
        return "a", []
    if code == codes.IN:
        return _of_class(argument), []
    if code == codes.BRANCH:
        made = [example(branch) for branch in argument[1]]
        return made[0][-2], [each for branch in made for each in branch]
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, inner = argument
        made = example(inner)
        return made[-2] * max(1, min(least, TAKEN_MOST)), made
    if code == codes.SUBPATTERN:
        made = example(argument[3])
        return made[-2], made
    if code == codes.ATOMIC_GROUP:
        made = example(argument)
        return made[-2], made
    return "", []


def _of_class(members: Iterable[tuple[Any, Any]]) -> str:
    """A character that a class in brackets holds."""
    kinds = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}
    given = list(members)
    if given and given[0][0] == codes.NEGATE:
        matching = re.compile("".join(["[^", *(_written(each) for each in given[1:]), "]"]))
        return next((each for each in "a1 -.<x\n" if matching.match(each)), "a")
    code, argument = given[0]
    if code == codes.RANGE:
        return chr(argument[0])
    return chr(argument) if code == codes.LITERAL else kinds.get(argument, "a")


def _written(member: tuple[Any, Any]) -> str:
    code, argument = member
    if code == codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    if code == codes.LITERAL:
        return re.escape(chr(argument))
    names = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}
    return names[str(argument).removeprefix("CATEGORY_")]


def seconds(expression: Expression, text: str | bytes) -> float:
    """Processor time to ask a text about an expression in all the ways the project does."""
    begun = process_time()
    for method in expression.methods:
        if method in (ALL, "finditer"):
            deque(expression.pattern.finditer(text), maxlen=0)
        if method == "search":
            expression.pattern.search(text)
        if method in (ALL, "match"):
            expression.pattern.match(text)
        if method in (ALL, "fullmatch"):
            expression.pattern.fullmatch(text)
    return process_time() - begun


def main() -> None:
    """Time all at 100 KB; name what takes too long, and the slowest."""
    found = expressions()
    times = [
        (min(seconds(each, text) for _ in range(2)), each.place, shape)
        for each in found
        for shape, text in texts(each, LENGTH)
    ]
    times.sort(reverse=True)
    for taken, place, shape in times[:15]:
        print(f"{taken * 1000:8.1f} ms  {place}  {shape[:60]!r}")
    print(f"{len(found)} expressions, {len(times)} texts")
    if times[0][0] > SECONDS_MOST:
        sys.exit(
            f"Slower than {SECONDS_MOST} s: {sorted({place for taken, place, _ in times if taken > SECONDS_MOST})}"
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    django.setup()
    main()
