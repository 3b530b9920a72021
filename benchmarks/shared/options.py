"""What is typed after a benchmark's name -> its sizes, as they are usually or as small as they can be."""

from __future__ import annotations

import argparse
import sys
from typing import Any


class Parser(argparse.ArgumentParser):
    """Every benchmark knows `--toy`: it proves in seconds that the program works, and measures nothing."""

    def __init__(self, description: str | None) -> None:
        spec = sys.modules["__main__"].__spec__
        super().__init__(
            prog=f"python -m {spec.name}" if spec else None,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self._sizes: dict[str, tuple[Any, Any]] = {}
        self.add_argument("--toy", action="store_true", help="prove in seconds that it works; measures nothing")

    def add_size(self, name: str, usual: float, toy: float, words: str) -> None:
        """A size has a value for real runs and one for toy runs; whoever types one has it either way."""
        self._sizes[name] = usual, toy
        self.add_argument(f"--{name}", type=type(usual), help=f"{words} ({usual:,}, as a toy {toy:,})")

    def parse_args(self, *arguments: Any, **more: Any) -> argparse.Namespace:  # type: ignore[override]
        options = super().parse_args(*arguments, **more)
        for name, (usual, toy) in self._sizes.items():
            if getattr(options, name) is None:
                setattr(options, name, toy if options.toy else usual)
        return options


def verdict(*, is_reached: bool) -> str:
    """The word that stands beside a goal. `make bench` counts the lines that hold "missed"."""
    return "reached" if is_reached else "missed"
