"""What each page shows: one function a page, from a visitor and an address to a frozen page object.

Every function starts from what the visitor may see (visible_to in querysets.py), asks a fixed number of queries, and raises Http404
where there is nothing to show.
"""

from threads.selectors.archive import ORDERS, archive_page, documents_page
from threads.selectors.arrivals import ArrivalsPage, arrivals_page
from threads.selectors.author import VIEWS as AUTHOR_VIEWS
from threads.selectors.author import author_page, moved_author, present_author
from threads.selectors.citing import cite_page, post_with_sentence, with_cited
from threads.selectors.coverage import CoveragePage, coverage_page
from threads.selectors.document import document_page, document_raw, is_stated
from threads.selectors.document_reading import reading_page
from threads.selectors.document_records import records_page
from threads.selectors.entries import Entry
from threads.selectors.erased import ErasedError, not_here
from threads.selectors.exchange import ExchangePage, exchange_page
from threads.selectors.front import front_page
from threads.selectors.import_run import run_page
from threads.selectors.pictures import ServedPicture, picture_content, post_picture
from threads.selectors.plain import PlainPost, PlainThread, latest_posts, plain_post, plain_thread
from threads.selectors.post import moved_post, moved_thread, post_page, post_raw, source_page
from threads.selectors.quoted import quoted_page
from threads.selectors.sitemaps import sitemap_threads, sitemaps
from threads.selectors.thread import VIEWS, thread_page
from threads.selectors.versions import post_versions, versions_page

__all__ = [
    "AUTHOR_VIEWS",
    "ORDERS",
    "VIEWS",
    "ArrivalsPage",
    "CoveragePage",
    "Entry",
    "ErasedError",
    "ExchangePage",
    "PlainPost",
    "PlainThread",
    "ServedPicture",
    "archive_page",
    "arrivals_page",
    "author_page",
    "cite_page",
    "coverage_page",
    "document_page",
    "document_raw",
    "documents_page",
    "exchange_page",
    "front_page",
    "is_stated",
    "latest_posts",
    "moved_author",
    "moved_post",
    "moved_thread",
    "not_here",
    "picture_content",
    "plain_post",
    "plain_thread",
    "post_page",
    "post_picture",
    "post_raw",
    "post_versions",
    "post_with_sentence",
    "present_author",
    "quoted_page",
    "reading_page",
    "records_page",
    "run_page",
    "sitemap_threads",
    "sitemaps",
    "source_page",
    "thread_page",
    "versions_page",
    "with_cited",
]
