"""Which threads answer which address."""

import pytest

from forum.serving.lanes import lanes

KINDS = ("probe", "search", "staff", "whole", "page")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/healthz?", "probe"),
        ("/static/css/base.css?", "probe"),
        ("/readyz?", "page"),
        ("/search/?q=bell", "search"),
        ("/search.atom?q=bell", "search"),
        ("/admin/threads/post/?q=.txt", "staff"),
        ("/login/?next=/search/", "staff"),
        ("/t/7.txt?", "whole"),
        ("/t/7.json?page=2", "whole"),
        ("/d/7/raw?", "whole"),
        ("/t/7/the-bell/?page=all", "whole"),
        ("/t/7/the-bell/?view=flat&page=all", "whole"),
        ("/t/7/the-bell/?page=2", "page"),
        ("/?next=/search/", "page"),
        ("/t/7/raw-bells/?x=.txt", "page"),
        ("*?", "page"),
        ("/t/7/\n/?page=all", "page"),
    ],
)
def test_each_address_has_one(address: str, kind: str):
    assert next(name for name, lane in zip(KINDS, lanes(1), strict=True) if lane.takes(address)) == kind
