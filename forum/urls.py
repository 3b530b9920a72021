"""Turn addresses into the application's pages, signing in and out, the admin, and what probes ask."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from forum.health import healthz, readyz

admin.autodiscover()
handler500 = "forum.health.failure"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("login/", LoginView.as_view(template_name="login.html", next_page="threads:front"), name="login"),
    path("logout/", LogoutView.as_view(next_page="threads:front"), name="logout"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("correct/", include("threads.staff.urls")),
    path("", include("threads.urls")),
]
