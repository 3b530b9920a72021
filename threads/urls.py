"""Turn addresses into views: the map of the site."""

from django.urls import path

from threads import views

app_name = "threads"
urlpatterns = [
    path("", views.front, name="front"),
    path("a/<slug:slug>/", views.archive, name="archive"),
    path("a/<slug:slug>/documents/", views.documents, name="documents"),
    path("a/<slug:slug>/<int:year>/<int:month>/", views.archive, name="archive_month"),
    path("t/<int:thread_id>/", views.thread, name="thread_by_id"),
    path("t/<int:thread_id>/<str:slug>/", views.thread, name="thread"),
    path("p/<int:post_id>/", views.post, name="post"),
    path("p/<int:post_id>/raw", views.post_raw, name="post_raw"),
    path("p/<int:post_id>/source/", views.post_source, name="post_source"),
    path("u/<int:author_id>/", views.author, name="author_by_id"),
    path("u/<int:author_id>/<str:slug>/", views.author, name="author"),
    path("d/<int:document_id>/", views.document, name="document"),
    path("d/<int:document_id>/raw", views.document_raw, name="document_raw"),
    path("quoted/", views.quoted, name="quoted"),
    path("search/", views.search, name="search"),
    path("settings/", views.settings, name="settings"),
    path("help/", views.help_page, name="help"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
]
