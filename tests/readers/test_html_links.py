"""Where a link or a picture of a page leads to, and what stands for it."""

import pytest

from threads.readers.html_links import picture_place
from threads.records import LONGEST_PLACE

BASE = "https://quay.example/topics/12/"


@pytest.mark.parametrize(
    ("source", "base", "place"),
    [
        ("https://quay.example/oar.png", "", "https://quay.example/oar.png"),
        ("//quay.example/oar.png", "", "https://quay.example/oar.png"),
        ("oar.png", BASE, "https://quay.example/topics/12/oar.png"),
        ("oar.png", "", ""),
        ("here:oar.png", "", ""),
        ("cid:oar@quay", "", ""),
        ("data:image/png;base64,AAAA", "", ""),
        ("", "", ""),
    ],
)
def test_a_picture_that_did_not_come_along_is_where_its_address_says(source, base, place):
    assert picture_place(source, base) == place


@pytest.mark.parametrize(
    ("source", "base", "place"),
    [
        ("https://quay.example/oar.png", "", "https://quay.example/oar.png"),
        ("Topic_files/oar.png", "", "here:Topic_files/oar.png"),
        ("./Topic_files/oar.png", "", "here:./Topic_files/oar.png"),
        ("files/a:b.png", "", "here:files/a:b.png"),
        ("here:Topic_files/oar.png", "", "here:Topic_files/oar.png"),
        ("cid:oar@quay", "", "here:oar%40quay"),
        ("CID:oar@quay", "", "here:oar%40quay"),
        ("oar.png", BASE, "https://quay.example/topics/12/oar.png"),
        ("data:image/png;base64,AAAA", "", ""),
        ("javascript:oar", "", ""),
        ("#oar", "", ""),
        ("?oar", "", ""),
        ("  ", "", ""),
        ("", "", ""),
        ("x" * (LONGEST_PLACE + 1), "", ""),
    ],
)
def test_a_picture_that_came_along_is_where_it_lies(source, base, place):
    assert picture_place(source, base, is_beside=True) == place
