"""Time the reading of saved forum pages: by a program's own reader, and by what repeats on the page.

    .venv/bin/python -m benchmarks.speed.page_readers [--pages N] [--posts N] [--toy]

Makes pages of invented words as phpBB 3 writes them, and as a program without a reader would; reads each as an import does.
Prints pages and megabytes a second of processor time, and the memory of the process at the most.
"""

from __future__ import annotations

import resource
from html import escape
from time import process_time

from benchmarks.shared.invented import Forum
from benchmarks.shared.options import Parser
from threads.readers import parse_unit

PHPBB = (
    '<div id="p{n}" class="post has-profile bg2"><div class="inner"><dl class="postprofile" id="profile{n}"><dt>'
    '<a href="./memberlist.php?mode=viewprofile&amp;u={u}" class="username">user{u}</a></dt><dd class="profile-rank">Member</dd>'
    '<dd><strong>Posts:</strong> {n}</dd></dl><div class="postbody"><div id="post_content{n}"><h3><a href="#p{n}">Re: Topic</a></h3>'
    '<p class="author"><a class="unread" href="./viewtopic.php?p={n}#p{n}">x</a> by <strong><a href="./memberlist.php?u={u}"'
    ' class="username">user{u}</a></strong> » {day:02} May 2012, 10:{n:02}</p><div class="content">{words}</div></div></div></div></div>'
)
OTHER = (
    '<section class="q" id="e{n}"><div class="k"><b><a href="/u/{u}">user{u}</a></b><i>{day:02} May 2012, 10:{n:02}</i><a href="#e{n}">'
    '#{n}</a></div><div class="w">{words}</div><ul class="x"><li><a href="/quote/{n}">Quote</a></li></ul></section>'
)
HEAD = '<html><head><title>Topic {page}</title><link rel="canonical" href="https://b.example/viewtopic.php?t={page}"></head>'
FORMS = {"phpbb": ("phpbb", PHPBB, '<body id="phpbb">'), "phpbb by what repeats": ("html", PHPBB, '<body id="phpbb">'),
         "another by what repeats": ("html", OTHER, "<body>")}  # fmt: skip


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("pages", 1_000, 3, "pages of each kind")
    parser.add_size("posts", 20, 4, "posts a page")
    options = parser.parse_args()
    print(f"{options.pages:,} pages of {options.posts} posts")
    for name, (form, template, body) in FORMS.items():
        forum = Forum(7)
        seconds, size, posts = 0.0, 0, 0
        for page in range(options.pages):
            raw = page_of(forum, page, options.posts, template, body)
            started = process_time()
            parsed = parse_unit(form, raw)
            seconds += process_time() - started
            size += len(raw)
            posts += 0 if isinstance(parsed, str) else len(parsed.posts)
        print(
            f"{name:26} {options.pages / seconds:8.0f} pages a second, {size / seconds / 1e6:6.2f} MB a second, "
            f"{posts:,} posts found"
        )
    print(f"memory of the process at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def page_of(forum: Forum, page: int, posts: int, template: str, body: str) -> bytes:
    """A page of a topic."""
    shown = [
        template.format(n=n + 1, u=n % 7 + 1, day=n % 28 + 1, words="<br>".join(map(escape, forum.post())))
        for n in range(posts)
    ]
    return f"{HEAD.format(page=page)}{body}{''.join(shown)}</body></html>".encode()


if __name__ == "__main__":
    main()
