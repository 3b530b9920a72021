"""A mail of a head and a body -> what the reader of mails makes of it."""

from threads.readers import eml


def read(head: str, body: bytes | str):
    body = body.encode() if isinstance(body, str) else body
    parsed = eml.parse(b"From: Ada <ada@example.org>\n" + head.encode() + b"\n\n" + body)
    assert not isinstance(parsed, str), parsed
    return parsed


def text_of(head: str, body: bytes | str) -> str:
    return read(head, body).text


def attached(head: str, body: bytes | str) -> list[tuple[str, str, int]]:
    listed = read(head, body).posts[0].facts.get("attachments", [])
    return [(one["name"], one["type"], one["size"]) for one in listed]


def multipart(kind: str, *parts: str) -> tuple[str, str]:
    body = "".join(f"--cut\n{part}\n" for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="cut"',
        f"This is a multi-part message in MIME format.\n{body}--cut--\n",
    )
