"""The body of a mail -> the role of each of its lines with text, as its reader marks them."""

from tests.helpers.mail_parts import read


def roles(body: str) -> dict[str, str]:
    parsed = read("Content-Type: text/plain; charset=utf-8", body)
    role_of = {line: mark.role for mark in parsed.posts[0].marks for line in range(mark.first_line, mark.last_line + 1)}
    return {text: role_of.get(line, "body") for line, text in enumerate(parsed.lines, 1) if text.strip()}
