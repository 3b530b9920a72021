"""The end of a line -> whether a sentence ends there, in whatever script."""

from __future__ import annotations

import re

# Behind the sign that ends it may stand what closes quotes, brackets and stress.
SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964][\s\"'\u201d\u2019)\u300d*_]*$")
