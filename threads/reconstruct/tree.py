"""Posts and their primary edges -> threads: reading order, depth and subtree ranges, without recursion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threads.reconstruct.types import ThreadPlace

# Anything by which posts can be sorted.
Order = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """One thread: its opening post and every post under it in reading order."""

    root: str
    places: tuple[ThreadPlace, ...]


def grow_trees(order_of: Mapping[str, Order], parent_of: Mapping[str, str]) -> list[Tree]:
    """Arrange posts under their parents; siblings and threads stand in the order given.

    ``parent_of`` has no cycles. Trees of any depth are walked with a stack.
    """
    keys = sorted(order_of, key=lambda key: (order_of[key], key))
    children: dict[str, list[str]] = {}
    roots = []
    for key in keys:
        parent = parent_of.get(key)
        if parent is None:
            roots.append(key)
        else:
            children.setdefault(parent, []).append(key)
    return [Tree(root, _places(root, children, order_of)) for root in roots]


def _places(root: str, children: Mapping[str, Sequence[str]], order_of: Mapping[str, Order]) -> tuple[ThreadPlace, ...]:
    order: list[str] = []
    depth = {root: 0}
    last: dict[str, int] = {}
    stack = [(root, False)]
    while stack:
        key, is_done = stack.pop()
        if is_done:
            last[key] = len(order) - 1
            continue
        order.append(key)
        stack.append((key, True))
        for child in reversed(children.get(key, ())):
            depth[child] = depth[key] + 1
            stack.append((child, False))
    number = {key: at for at, key in enumerate(sorted(order, key=lambda key: (order_of[key], key)), 1)}
    return tuple(ThreadPlace(key, at, depth[key], last[key], number[key]) for at, key in enumerate(order))
