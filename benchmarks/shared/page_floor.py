"""The rows that a page shows, by plain SQL, joined into the least html that shows them: what no page can be faster than.

No permissions, no views, no templates; a query where the page's rows need one.
"""

from __future__ import annotations

from html import escape
from typing import Any

import psycopg

POSTS = """
    SELECT post.id, post.number, post.depth, post.posted_at, post.html, post.quoted_count, post.confidence,
           author.id, author.name, parent.id, parent.number, answered.name, edge.origin, edge.confidence, edge.evidence,
           place.document_id, place.first_line
    FROM threads_post post
    JOIN threads_author author ON author.id = post.author_id
    LEFT JOIN threads_post parent ON parent.id = post.parent_id
    LEFT JOIN threads_author answered ON answered.id = parent.author_id
    LEFT JOIN threads_replyedge edge ON edge.child_id = post.id AND edge.is_primary
    LEFT JOIN LATERAL (
        SELECT record.document_id, appearance.first_line FROM threads_appearance appearance
        JOIN threads_record record ON record.id = appearance.record_id
        WHERE appearance.post_id = post.id AND appearance.is_original ORDER BY appearance.first_line LIMIT 1
    ) place ON true
"""
IN_THREAD = POSTS + "WHERE post.thread_id = %s AND post.position BETWEEN %s AND %s ORDER BY post.position"
AROUND = POSTS + "WHERE post.id = ANY(%s) ORDER BY post.position"
HEAD = """
    SELECT thread.title, thread.post_count, thread.last_posted_at, archive.slug, archive.title
    FROM threads_thread thread JOIN threads_archive archive ON archive.id = thread.archive_id
    WHERE thread.id = %s AND archive.is_published AND NOT thread.is_hidden
"""
QUOTE_KINDS = """
    SELECT quote.kind, count(*) FROM threads_quote quote JOIN threads_post post ON post.id = quote.post_id
    WHERE post.thread_id = %s AND quote.rank = 0 GROUP BY quote.kind
"""
NEAR = """
    (SELECT id FROM threads_post WHERE thread_id = %(thread)s AND position <= %(position)s
     AND last_descendant >= %(position)s ORDER BY position DESC LIMIT 5)
    UNION (SELECT id FROM threads_post WHERE parent_id = %(post)s ORDER BY position LIMIT 20)
"""
QUOTERS = """
    SELECT post.id, post.number, author.name, quote.kind FROM threads_quote quote
    JOIN threads_post post ON post.id = quote.post_id JOIN threads_author author ON author.id = post.author_id
    WHERE quote.source_post_id = %s AND quote.rank = 0
"""
LATEST = """
    SELECT thread.id, thread.title, thread.post_count, thread.author_count, thread.last_posted_at,
           left(post.own_text, 400), author.name
    FROM (SELECT * FROM threads_thread ORDER BY last_posted_at DESC NULLS LAST, place, id LIMIT 20) thread
    JOIN threads_post post ON post.thread_id = thread.id AND post.position = 0
    JOIN threads_author author ON author.id = post.author_id
"""
ARCHIVES = "SELECT slug, title, post_count, thread_count FROM threads_archive WHERE is_published ORDER BY title"
LEAD = """
    SELECT post.id, post.html, author.name, thread.title FROM threads_post post
    JOIN threads_author author ON author.id = post.author_id JOIN threads_thread thread ON thread.id = post.thread_id
    WHERE post.id = %s
"""
FOUND = """
    SELECT post.id, post.thread_id, post.author_id, post.archive_id, extract(year FROM post.posted_at),
           post.quoted_count, ts_rank(post.search, plainto_tsquery('english', %(words)s)) AS rank
    FROM threads_post post
    WHERE post.search @@ plainto_tsquery('english', %(words)s) AND NOT post.is_hidden LIMIT 2001
"""
HITS = """
    SELECT post.id, post.number, post.posted_at, post.quoted_count, author.name, thread.id, thread.title,
           ts_headline('english', left(post.own_text, 20000), plainto_tsquery('english', %(words)s),
                       'MaxWords=38, MinWords=18, MaxFragments=2')
    FROM threads_post post JOIN threads_author author ON author.id = post.author_id
    JOIN threads_thread thread ON thread.id = post.thread_id
    WHERE post.id = ANY(%(ids)s)
"""

Connection = psycopg.Connection[tuple[Any, ...]]


def thread(connection: Connection, thread_id: int, *, length: int) -> str:
    """A thread that fits on one page: the outline is made of its posts."""
    head = connection.execute(HEAD, [thread_id]).fetchone()
    posts = connection.execute(IN_THREAD, [thread_id, 0, length - 1]).fetchall()
    kinds = connection.execute(QUOTE_KINDS, [thread_id]).fetchall()
    outline = "".join(f'<li><a href="#p{post[0]}">{post[1]} {escape(post[8])}</a></li>' for post in posts)
    return f"<h1>{escape(head[0])}</h1>{kinds}<ol>{''.join(map(_post, posts))}</ol><ol>{outline}</ol>"


def post(connection: Connection, post_id: int) -> str:
    """A post between those it answers and those that answer it."""
    thread_id, position = connection.execute(
        "SELECT thread_id, position FROM threads_post WHERE id = %s", [post_id]
    ).fetchone()
    head = connection.execute(HEAD, [thread_id]).fetchone()
    near = connection.execute(NEAR, {"thread": thread_id, "position": position, "post": post_id}).fetchall()
    posts = connection.execute(AROUND, [[id_ for (id_,) in near]]).fetchall()
    quoters = connection.execute(QUOTERS, [post_id]).fetchall()
    listed = "".join(f'<li><a href="/p/{id_}/">{escape(name)} {n}</a>, {kind}</li>' for id_, n, name, kind in quoters)
    return f"<h1>{escape(head[0])}</h1><ol>{''.join(map(_post, posts))}</ol><ul>{listed}</ul>"


def front(connection: Connection, lead_id: int) -> str:
    """Archives, the latest threads, a passage; which is quoted most is known, as the page knows it for a while."""
    archives = connection.execute(ARCHIVES).fetchall()
    threads = connection.execute(LATEST).fetchall()
    lead = connection.execute(LEAD, [lead_id]).fetchone()
    latest = "".join(
        f'<li><a href="/t/{id_}/">{escape(title)}</a><p>{escape(words)}</p><p>{escape(name)} and {authors - 1}</p>'
        f"<p>{posts} posts to {last}</p></li>"
        for id_, title, posts, authors, last, words, name in threads
    )
    items = "".join(f'<li><a href="/a/{slug}/">{escape(title)}</a> {rest}</li>' for slug, title, *rest in archives)
    return f"<blockquote>{lead[1]}</blockquote>{escape(lead[2])}<ol>{latest}</ol><ul>{items}</ul>"


def search(connection: Connection, words: str) -> str:
    """The best thirty posts of those that hold the words, with what was found marked."""
    rows = connection.execute(FOUND, {"words": words}).fetchall()
    best = sorted(rows, key=lambda row: -row[-1])[:30]
    hits = connection.execute(HITS, {"words": words, "ids": [row[0] for row in best]}).fetchall()
    items = "".join(
        f'<li><a href="/t/{thread_id}/">{escape(title)}</a> {escape(name)} <a href="/p/{id_}/">{number}</a> {posted_at}'
        f"<p>{escape(headline)}</p>{quoted}</li>"
        for id_, number, posted_at, quoted, name, thread_id, title, headline in hits
    )
    return f"<p>{len(rows)}</p><ol>{items}</ol>"


def _post(row: tuple[Any, ...]) -> str:
    (id_, number, depth, posted_at, html, quoted, confidence, author_id, author, parent_id, parent_number, answered,
     origin, sure, evidence, document, line) = row  # fmt: skip
    answer = (
        f'<a href="#p{parent_id}">{escape(answered)} {parent_number}</a> {origin} {sure} {escape(evidence)}'
        if parent_id
        else ""
    )
    return (
        f'<li class="d{depth}" id="p{id_}"><a href="/u/{author_id}/">{escape(author)}</a> {answer}'
        f'<a href="/p/{id_}/">{number}</a> {posted_at} {quoted} {confidence}<div>{html}</div>'
        f'<a href="/d/{document}/?line={line}">lines</a></li>'
    )
