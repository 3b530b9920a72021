"""Pages of a few posts in one template, and what the reader of any page makes of them."""

from threads.readers import parse_unit

NAMES = ("Gudrun", "Halvor", "Ysolde", "Pim")
TEXTS = (
    "Oak holds under water, I would not worry.",
    "The third plank was larch, as my uncle told it.",
    "Larch or oak, it leaks on the mill side.",
    "Then caulk it with moss.",
)


def shown(html):
    """Who wrote and the words of each post of a page, or nothing if it is an article."""
    parsed = parse_unit("html", f"<!doctype html><html><body>{html}</body></html>".encode())
    assert not isinstance(parsed, str), parsed
    return [(post.author, own_words(parsed, post)) for post in parsed.posts if post.facts.get("type") != "article"]


def own_words(parsed, post):
    marked = {line for mark in post.marks for line in range(mark.first_line, mark.last_line + 1)}
    numbers = (number for number in range(post.first_line, post.last_line + 1) if number not in marked)
    return " ".join(" ".join(parsed.lines[number - 1] for number in numbers).split())


def listed(template):
    """The template once for each post, with its number, its name and its words."""
    return "".join(
        template.format(number=at + 40, day=at + 1, name=name, text=text)
        for at, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True))
    )
