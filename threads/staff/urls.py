"""Turn addresses below /correct/ into the pages on which staff put things right."""

from django.urls import path

from threads.staff import correction_pages, ledger_pages, like_pages, review_pages

app_name = "staff"
urlpatterns = [
    path("", ledger_pages.ledger, name="ledger"),
    path("review/", review_pages.review, name="review"),
    path("undo/<int:action_id>/", ledger_pages.undo, name="undo"),
    path("like/<int:action_id>/", like_pages.like, name="like"),
    path("post/<int:post_id>/", correction_pages.of_post, name="post"),
    path("line/<int:document_id>/<int:line>/", correction_pages.of_line, name="line"),
    path("document/<int:document_id>/", correction_pages.of_document, name="document"),
    path("thread/<int:thread_id>/", correction_pages.of_thread, name="thread"),
]
