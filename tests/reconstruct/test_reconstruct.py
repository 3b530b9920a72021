"""What whole pages are read as: the cases of the folder beside this file, and what holds for any set of documents."""

from __future__ import annotations

import pytest

from tests.reconstruct.pages import Case, facts, read_cases, records
from threads.reconstruct import reconstruct

CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_page_is_read_as_its_case_says(case: Case):
    found = facts(reconstruct(records(**case.texts)))

    untrue = [sentence for sentence in case.expected if sentence not in found]
    assert not untrue, "\n".join(["", *untrue, "but:", *sorted(found)])
