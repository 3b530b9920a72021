"""Whatever view of a topic was saved, it is that topic."""

import pytest

from threads.readers.web.other_views import topic_of


@pytest.mark.parametrize(
    ("address", "topic"),
    [
        ("http://www.reeds.example/board/viewtopic.php?f=2&t=12&view=print", "reeds.example/board/t12"),
        ("http://reeds.example/viewtopic.php?t=12&start=20", "reeds.example/t12"),
        ("http://reeds.example/printthread.php?t=12&pp=40", "reeds.example/t12"),
        ("http://reeds.example/archive/index.php/t-12.html", "reeds.example/t12"),
        ("http://reeds.example/f/archive/index.php/t-12-p-3.html", "reeds.example/f/t12"),
        ("http://reeds.example/archive/index.php?t-12.html", "reeds.example/t12"),
        ("http://reeds.example/index.php?action=printpage;topic=12.0", "reeds.example/t12"),
        ("http://reeds.example/index.php?topic=12.20;wap2", "reeds.example/t12"),
        ("http://reeds.example/printthread.php?tid=12", "reeds.example/showthread.php?tid=12"),
        ("http://reeds.example/archive/index.php/thread-12.html", "reeds.example/showthread.php?tid=12"),
        ("http://reeds.example/viewforum.php?f=2", ""),
        ("http://reeds.example/archive/index.php/f-12.html", ""),
        ("/viewtopic.php?t=12", ""),
        ("http://[reeds/viewtopic.php?t=12", ""),
    ],
)
def test_views_of_one_topic_have_one_name(address, topic):
    assert topic_of(address) == topic
