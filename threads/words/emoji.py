"""How a sign was typed -> the sign: ":wink:" is a wink. What is not known stays as it was typed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

SIGNS: dict[str, str] = tomllib.loads(Path(__file__).with_name("emoji.toml").read_text())
# A name, and the tone of a skin that some signs have.
TYPED = re.compile(r":([a-z0-9_+-]{1,60})(?::t[1-6])?:")


def sign_of(typed: str) -> str:
    """The sign that a title like ":wink:" names."""
    m = TYPED.fullmatch(typed.strip())
    return SIGNS.get(m[1], typed) if m else typed
