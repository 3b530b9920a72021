"""Turn addresses into views: the map of the site."""

from django.urls import path

from threads import feeds, overviews, views
from threads.views import OF_NOW_S, page_view

app_name = "threads"
urlpatterns = [
    path("", views.front, name="front"),
    path("a/<slug:slug>/", views.archive, name="archive"),
    path("a/<slug:slug>/documents/", views.documents, name="documents"),
    path("a/<slug:slug>/coverage/", overviews.coverage, name="coverage"),
    path("a/<slug:slug>/new/", overviews.arrivals, name="arrivals"),
    path("a/<slug:slug>/<int:year>/<int:month>/", views.archive, name="archive_month"),
    path("t/<int:thread_id>/", views.thread, name="thread_by_id"),
    path("t/<int:thread_id>/<str:slug>/", views.thread, name="thread"),
    path("latest.atom", page_view(feeds.latest), name="latest_atom"),
    path("a/<slug:slug>.atom", page_view(feeds.archive), name="archive_atom"),
    path("t/<int:thread_id>.atom", page_view(feeds.thread), name="thread_atom"),
    path("t/<int:thread_id>.json", views.thread_json, name="thread_json"),
    path("t/<int:thread_id>.txt", views.thread_text, name="thread_text"),
    path("t/<int:thread_id>.mbox", overviews.thread_mbox, name="thread_mbox"),
    path("p/<int:post_id>.json", page_view(feeds.post_json), name="post_json"),
    path("p/<int:post_id>.txt", page_view(feeds.post_text), name="post_text"),
    path("u/<int:author_id>.atom", page_view(feeds.author), name="author_atom"),
    path("search.atom", page_view(feeds.search, lasts_s=OF_NOW_S), name="search_atom"),
    path("p/<int:post_id>/", views.post, name="post"),
    path("p/<int:post_id>/cite/", overviews.cite, name="cite"),
    path("p/<int:post_id>/versions/", overviews.versions, name="versions"),
    path("p/<int:post_id>/raw", views.post_raw, name="post_raw"),
    path("p/<int:post_id>/pictures/<str:name>", overviews.post_picture, name="post_picture"),
    path("p/<int:post_id>/source/", views.post_source, name="post_source"),
    path("u/<int:author_id>/", views.author, name="author_by_id"),
    path("u/<int:author_id>/<str:slug>/", views.author, name="author"),
    path("u/<int:author_id>/with/<int:other_id>/", overviews.exchange, name="exchange"),
    path("d/<int:document_id>/", views.document, name="document"),
    path("d/<int:document_id>/raw", views.document_raw, name="document_raw"),
    path("quoted/", views.quoted, name="quoted"),
    path("search/", views.search, name="search"),
    path("settings/", views.settings, name="settings"),
    path("help/", views.help_page, name="help"),
    path("opensearch.xml", overviews.opensearch, name="opensearch"),
    path("sitemap.xml", overviews.sitemap, name="sitemap"),
    path("a/<slug:slug>/sitemap.xml", overviews.archive_sitemap, name="archive_sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
]
