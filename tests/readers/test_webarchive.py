"""A page that Safari saved opens as the page in it; other property lists are none."""

import plistlib

import pytest

from threads.readers.containers import is_container

PAGE = b"<html><title>Kettles</title><p>It whistles flat.</p></html>"
MAIN = {"WebResourceData": PAGE, "WebResourceURL": "https://teapot.example/t7", "WebResourceMIMEType": "text/html"}
PICTURE = {"WebResourceData": b"\x89PNG" * 5_000, "WebResourceURL": "https://teapot.example/a.png"}


def saved(**main):
    told = {"WebMainResource": MAIN | main, "WebSubresources": [PICTURE]}
    return plistlib.dumps(told, fmt=plistlib.FMT_BINARY)


def test_the_page_in_it_is_the_document(opened):
    assert is_container("a", saved()[:512])
    assert opened("a.webarchive", saved()) == [
        ("a.webarchive/https://teapot.example/t7", b"<!-- saved from url=(0025)https://teapot.example/t7 -->\n" + PAGE)
    ]


def test_its_charset_is_believed(opened):
    words = "<html><p>Холодно</p></html>"

    [(_, content)] = opened(
        "a.webarchive", saved(WebResourceData=words.encode("cp1251"), WebResourceTextEncodingName="windows-1251")
    )

    assert content.endswith(words.encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (saved()[:300], "damaged or cut short"),
        (saved()[:-1], "damaged or cut short"),
        (saved()[:-32] + b"\xff" * 32, "damaged or cut short"),
        (saved(WebResourceMIMEType="image/png"), "holds no page"),
        (saved(WebResourceData="words"), "holds no page"),
        (saved(WebResourceData=b" "), "holds no page"),
        (plistlib.dumps(["WebMainResource"], fmt=plistlib.FMT_BINARY), "holds no page"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(opened, content, said):
    [(name, reason)] = opened("a.webarchive", content)

    assert name == "a.webarchive"
    assert said in reason


def test_other_property_lists_are_no_containers():
    assert not is_container("a.plist", plistlib.dumps({"Name": "Ada"}, fmt=plistlib.FMT_BINARY))
