"""Turn addresses into the application's pages and the admin."""

from django.contrib import admin
from django.urls import include, path

from forum.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("threads.urls")),
]
