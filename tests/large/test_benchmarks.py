"""Benchmarks whose toy runs take longer than `make test` has time for."""

from pathlib import Path

import pytest

from tests.helpers.toys import LARGE, run_toy


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(LARGE))
def test_a_toy_run_ends_well_and_names_its_figures(name: str, tmp_path: Path, bench_places: dict[str, str]) -> None:
    run_toy(name, tmp_path, bench_places)
