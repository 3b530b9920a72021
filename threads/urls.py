"""Turn addresses into views: the map of the site."""

app_name = "threads"
urlpatterns: list = []
