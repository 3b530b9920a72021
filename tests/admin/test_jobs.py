"""Staff import in the browser: the form, who may, and a whole journey through the web server that people use."""

import re
import resource
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forum.serving.connection import BODY_MOST
from tests.helpers import factories
from tests.helpers.serving import children, environment, gunicorn, serving
from tests.loading.mails import conversation, mailbox
from threads import jobs
from threads.management.commands.import_documents import Command
from threads.models import Archive, ImportRun, Job, Post

ADD = "/admin/threads/job/add/"
ENDS_IN_S = 90
MAILS = conversation("tar", 12, 4)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that would have been started."""
    begun: list[Job] = []
    monkeypatch.setattr(jobs, "start", begun.append)
    return begun


@pytest.fixture
def curator(client: Client, django_capture_on_commit_callbacks: object) -> Client:
    """Somebody who may import and take back, and no more."""
    client.force_login(with_permissions("add_job", "view_job", "delete_job"))
    return client


def with_permissions(*names: str):
    user = factories.staff()
    user.user_permissions.set(Permission.objects.filter(codename__in=names, content_type__app_label="threads"))
    return user


def page(name: str = "wall.txt", words: bytes = b"The bell rings at noon.\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words)


@pytest.mark.django_db
def test_files_are_kept_under_their_names_and_the_job_is_begun(
    curator, started, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.FORUM_DATA = tmp_path
    files = [page("wall.txt"), page("wall.txt", b"Another."), page("../../.evil\n.txt")]

    with django_capture_on_commit_callbacks(execute=True):
        answer = curator.post(ADD, {"archive": "quay", "title": "The Quay", "documents": files})

    (job,) = started
    assert answer.headers["Location"] == f"/admin/threads/job/{job.pk}/change/"
    (folder,) = map(Path, job.paths)
    assert folder.parent == tmp_path / "uploads"
    assert sorted(path.name for path in folder.iterdir()) == ["2-wall.txt", "evil.txt", "wall.txt"]
    assert (folder / "2-wall.txt").read_bytes() == b"Another."
    assert jobs.command_of(job) == ["import_documents", str(folder), "--archive=quay", "--title=The Quay"]
    assert not Archive.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"archive": "quay"}, "Give files or a folder to import"),
        ({"archive": "a quay", "folder": "{root}"}, "Enter a valid"),
        ({"archive": "quay", "folder": "{root}", "within": "../.."}, "There is no such file or folder below"),
        ({"archive": "quay", "folder": "{root}", "within": "out/secret.txt"}, "There is no such file or folder below"),
        ({"archive": "quay", "folder": "{root}", "within": "a\0b"}, "Null characters are not allowed"),
        ({"archive": "quay", "folder": "/etc"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_imported_is_said_at_its_field(curator, started, settings, tmp_path, given, said):
    root = tmp_path / "allowed"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("Nobody reads this.")
    (root / "out").symlink_to(tmp_path)
    settings.IMPORT_FOLDERS = [root]

    answer = curator.post(ADD, {name: value.format(root=root) for name, value in given.items()})

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert started == []
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_folder_that_is_allowed_is_imported_where_it_lies(
    curator, started, settings, tmp_path, django_capture_on_commit_callbacks
):
    (tmp_path / "below").mkdir()
    settings.IMPORT_FOLDERS = [tmp_path]

    with django_capture_on_commit_callbacks(execute=True):
        curator.post(ADD, {"archive": "quay", "folder": str(tmp_path), "within": "below"})

    assert [(job.paths, job.is_upload) for job in started] == [([str(tmp_path / "below")], False)]


@pytest.mark.django_db
def test_where_uploads_cannot_be_kept_it_is_said_and_nothing_begins(curator, started, settings, tmp_path):
    settings.FORUM_DATA = tmp_path / "file"
    settings.FORUM_DATA.write_text("No folder.")

    answer = curator.post(ADD, {"archive": "quay", "documents": [page()]})

    assert "cannot be written" in answer.content.decode()
    assert "manage.py import_documents" in answer.content.decode()
    assert started == []


@pytest.mark.django_db
def test_only_who_may_imports_stops_and_takes_back(client, started):
    job = Job.objects.create(archive="quay", state=Job.State.STOPPED)
    client.force_login(with_permissions("view_job"))
    root = f"/admin/threads/job/{job.pk}"

    assert client.get(f"{root}/change/").status_code == 200
    assert b"Go on with it" not in client.get(f"{root}/state/").content
    assert client.get(ADD).status_code == 403
    assert client.get(f"{root}/take-back/").status_code == 403
    assert [client.post(f"{root}/{name}/").status_code for name in ("stop", "again", "take-back")] == [403] * 3
    assert started == []


@pytest.mark.django_db
def test_one_whose_process_is_gone_can_go_on(curator, started, django_capture_on_commit_callbacks):
    job = Job.objects.create(archive="quay", state=Job.State.RUNNING, progress="reading documents: 3 of 9")

    assert b"Its process is gone" in curator.get(f"/admin/threads/job/{job.pk}/state/").content
    with django_capture_on_commit_callbacks(execute=True):
        curator.post(f"/admin/threads/job/{job.pk}/again/")

    assert started == [job]


def test_what_begins_with_a_hyphen_is_no_option():
    job = Job(archive="-quay", title="--title", author="-", paths=["/srv/quay"])

    words = Command().create_parser("manage.py", "import_documents").parse_args(jobs.command_of(job)[1:])

    assert (words.paths, words.archive, words.title, words.author) == (["/srv/quay"], "-quay", "--title", "-")


def test_what_a_command_prints_is_its_progress_and_the_rest():
    said = "reading documents: 1 of 9\nRefused: a\x1b[2J.pdf\nreading documents: 1,200 of 9,000\n1 document added\n"

    assert jobs.told(said) == ("reading documents: 1,200 of 9,000", "Refused: a\ufffd[2J.pdf\n1 document added")


class Visitor:
    """A member of staff whose browser asks a real web server."""

    def __init__(self, port: int, user) -> None:
        client = Client()
        client.force_login(user)
        self.port = port
        self.cookies = {"sessionid": client.cookies["sessionid"].value}

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[HTTPResponse, str]:
        talking = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": "localhost"}
        talking.request(
            "GET" if body is None else "POST", path, body, headers | ({"Content-Type": kind} if kind else {})
        )
        answer = talking.getresponse()
        said = answer.read().decode()
        talking.close()
        for name, value in re.findall(r"(csrftoken)=(\w+)", answer.headers.get("Set-Cookie", "")):
            self.cookies[name] = value
        return answer, said

    def token(self, path: str) -> tuple[str, str]:
        """The form of a page: where it goes, and its token."""
        said = self.ask(path)[1]
        action = re.search(r'<form method="post" action="([^"]*ticket[^"]*)"', said)
        return (action[1] if action else path), re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', said)[1]

    def send(self, path: str, **fields: str) -> HTTPResponse:
        _, token = self.token(path)
        said = "&".join(f"{name}={value}" for name, value in {"csrfmiddlewaretoken": token, **fields}.items())
        return self.ask(path, said.encode(), "application/x-www-form-urlencoded")[0]

    def upload(self, name: str, words: bytes, **fields: str) -> HTTPResponse:
        action, token = self.token(ADD)
        said, kind = form({"csrfmiddlewaretoken": token, **fields}, name, words)
        return self.ask(action, said, kind)[0]

    def wait(self, path: str, until: str) -> str:
        deadline = time.monotonic() + ENDS_IN_S
        while until not in (said := self.ask(path)[1]):
            assert time.monotonic() < deadline, said
            time.sleep(0.2)
        return said


def form(fields: dict[str, str], name: str, words: bytes) -> tuple[bytes, str]:
    """A form with one file, as a browser sends it."""
    edge = "quay-edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="documents"; filename="{name}"\r\n\r\n'
    return "".join(
        [*parts, head]
    ).encode() + words + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_is_sent_watched_read_and_taken_back(tmp_path: Path):
    words = mailbox(MAILS) + b"\n" * BODY_MOST  # more than a form may bring
    with gunicorn(tmp_path, SECRET_KEY=settings.SECRET_KEY) as port:
        visitor = Visitor(port, with_permissions("add_job", "view_job", "delete_job", "view_importrun"))
        _, token = visitor.token(ADD)
        said, kind = form({"csrfmiddlewaretoken": token, "archive": "quay"}, "quay.mbox", words)
        assert visitor.ask(ADD, said, kind)[0].status == 413, "without a ticket"

        answer = visitor.upload("quay.mbox", words, archive="quay")
        assert answer.status == 302
        state = answer.headers["Location"].replace("/change/", "/state/")
        told = visitor.wait(state, "Done.")

        job = Job.objects.get()
        assert f"{len(MAILS)} records: {len(MAILS)} loaded" in told
        assert "private" in told
        assert (job.state, job.exit_code, job.run) == (Job.State.DONE, 0, ImportRun.objects.get())
        assert Post.objects.filter(is_missing=False).count() == len(MAILS)
        assert list((tmp_path / "uploads").iterdir()) == []

        back = visitor.send(state.replace("/state/", "/take-back/")).headers["Location"]
        assert "1 document forgotten" in visitor.wait(back, "Done.")
        assert not Post.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_that_find_no_room_are_refused_and_the_site_goes_on(tmp_path: Path):
    with serving(tmp_path, SECRET_KEY=settings.SECRET_KEY) as (port, process):
        visitor = Visitor(port, with_permissions("add_job", "view_job"))
        visitor.ask(ADD)
        worker = children(process)
        for pid in worker:
            resource.prlimit(int(pid), resource.RLIMIT_FSIZE, (BODY_MOST // 2, BODY_MOST // 2))

        assert visitor.upload("quay.mbox", mailbox(MAILS) + b"\n" * 8 * BODY_MOST, archive="quay").status == 507
        assert visitor.ask(ADD)[0].status == 200
        assert children(process) == worker


@pytest.mark.django_db(transaction=True)
def test_one_that_is_asked_to_stop_keeps_what_is_stored_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    box = tmp_path / "quay.mbox"
    mails = [mail for seed in range(100) for mail in conversation(f"tar{seed}", 6, seed)]
    box.write_bytes(mailbox(mails))
    for name, value in environment(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    job = Job.objects.create(archive="quay", paths=[str(box)])

    jobs.start(job)
    wait_for(job, Job.State.RUNNING)
    Job.objects.update(is_to_stop=True)
    wait_for(job, Job.State.STOPPED)

    assert job.exit_code == 143
    jobs.start(job)
    wait_for(job, Job.State.DONE)
    assert Post.objects.filter(is_missing=False).count() == len(mails)


def wait_for(job: Job, state: str) -> None:
    deadline = time.monotonic() + ENDS_IN_S
    while job.state != state:
        assert time.monotonic() < deadline, (job.state, job.said)
        time.sleep(0.1)
        job.refresh_from_db()
