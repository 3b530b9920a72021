"""Imports that staff asks for in the browser: what to import, how far it is, what came of it, and taking it back."""
# ruff: noqa: ARG002 - Django says what these methods are given

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from forum.tickets import FIELD, ticket_for
from threads import jobs, models
from threads.admin.base import LargeTableAdmin, person
from threads.admin.job_forms import ImportForm, files_in
from threads.loading.forgetting import only_brought_by
from threads.selectors.job_page import JobPage, job_page
from threads.terminal import counted

if TYPE_CHECKING:
    from django.db.models import Model


@admin.register(models.Job)
class JobAdmin(LargeTableAdmin):
    """Imports that were asked for in the browser, and their taking back."""

    list_display = ("name", "archive", "state", "asked_by", "asked_at", "ended_at")
    list_filter = ("archive",)
    list_select_related = ("asked_by",)
    search_fields = ("=id", "archive")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("threads.add_job")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="job")
    def name(self, job: models.Job) -> str:
        return str(job)

    def get_urls(self) -> list[URLPattern]:
        def of(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:number>/state/", of(self.state_view), name="threads_job_state"),
            path("<int:number>/stop/", of(require_POST(self.stop_view)), name="threads_job_stop"),
            path("<int:number>/again/", of(require_POST(self.again_view)), name="threads_job_again"),
            path("<int:number>/take-back/", of(self.take_back_view), name="threads_job_take_back"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask what to import, and begin."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return HttpResponseRedirect(self._begin(request, form).get_absolute_url())
            except jobs.NoPlaceError as error:
                form.add_error(
                    None, f"{error}. Import with manage.py import_documents, or have a folder allowed (IMPORT_FOLDERS)."
                )
        query = f"?{FIELD}={ticket_for(person(request).pk)}"
        return self._page(request, "job_add.html", "Import documents", form=form, action=f"{request.path}{query}")

    def _begin(self, request: HttpRequest, form: ImportForm) -> models.Job:
        given, files = form.cleaned_data, files_in(form)
        paths = [str(jobs.keep(files))] if files else [given["path"]]
        job = models.Job.objects.create(
            archive=given["archive"], title=given["title"], author=given["author"], paths=paths, is_upload=bool(files),
            asked_by=person(request),
        )  # fmt: skip
        self.log_addition(request, job, "Asked for.")
        transaction.on_commit(partial(jobs.start, job))
        return job

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is; without scripts, as of the moment it was asked for."""
        job = self._job(request, object_id)
        return self._page(request, "job.html", str(job), page=job_page(job))

    def state_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The part of the page that changes."""
        page = job_page(self._job(request, number))
        return self._page(request, "_job_state.html", str(page.job), page=page)

    def stop_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Have it end as Ctrl-C would."""
        job = self._job(request, number, to_add=True)
        models.Job.objects.filter(pk=job.pk).update(is_to_stop=True)
        messages.info(request, "It will stop in a moment; what was stored is kept.")
        return HttpResponseRedirect(job.get_absolute_url())

    def again_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Go on with what was stopped."""
        job = self._job(request, number, to_add=True)
        if not job_page(job).can_go_on:
            messages.error(request, "It has not been stopped.")
        else:
            transaction.on_commit(partial(jobs.start, job))
        return HttpResponseRedirect(job.get_absolute_url())

    def take_back_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Say what is forgotten if the import is taken back, and do it when the person agrees."""
        if not request.user.has_perm("threads.delete_job"):
            raise PermissionDenied
        job = self._job(request, number)
        page = job_page(job)
        if not page.can_be_taken_back or job.run is None:
            messages.error(request, "Nothing of it can be taken back now.")
            return HttpResponseRedirect(job.get_absolute_url())
        if request.method == "POST":
            return HttpResponseRedirect(self._take_back(request, job).get_absolute_url())
        documents = counted(len(only_brought_by(job.run)), "document")
        return self._page(request, "job_take_back.html", f"Take back {job}?", job=job, documents=documents)

    def _take_back(self, request: HttpRequest, job: models.Job) -> models.Job:
        back = models.Job.objects.create(
            kind=models.Job.Kind.FORGET, archive=job.archive, run=job.run, asked_by=person(request)
        )
        self.log_addition(request, back, f"Takes back {job}.")
        transaction.on_commit(partial(jobs.start, back))
        return back

    def _job(self, request: HttpRequest, number: int | str, *, to_add: bool = False) -> models.Job:
        if not (self.has_add_permission(request) if to_add else self.has_view_permission(request)):
            raise PermissionDenied
        try:
            return models.Job.objects.select_related("run__archive", "asked_by").get(pk=number)
        except (models.Job.DoesNotExist, ValueError, OverflowError) as error:
            raise Http404 from error

    def _page(self, request: HttpRequest, template: str, title: str, **more: Any) -> TemplateResponse:
        page: JobPage | None = more.get("page")
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "may_add": self.has_add_permission(request),
            "may_take_back": request.user.has_perm("threads.delete_job"),
            "state_address": page and reverse("admin:threads_job_state", args=[page.job.pk]),
        }
        return TemplateResponse(request, f"admin/threads/{template}", context | more)
