"""What is private shows to no stranger in any way of asking, nor once it was read. Whole by `make campaign`."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from tests.campaign.asking import InProcess
from tests.campaign.canaries import CANARY, COMMON, WAYS, faults_of_privacy, leaks, private_addresses, texts, told
from tests.campaign.documents import write
from tests.helpers import factories
from threads.models import Archive, Post

pytestmark = pytest.mark.django_db
FORMATS = ("mails.mbox", "topic.json", "page.txt")


@pytest.fixture
def private(tmp_path, monkeypatch):
    """An archive as imports make it, with the canary in every field; beside it, one that everybody may read."""
    write(tmp_path, texts(1), FORMATS)
    call_command("import_documents", str(tmp_path), archive="zeisig", title=f"{CANARY} zeisig", workers=1, verbosity=0)
    factories.post(factories.thread(factories.archive(slug="bells")), "The zeisig sings.")
    return Archive.objects.get(slug="zeisig")


def test_nobody_who_may_not_see_it_is_told_in_any_way(private):
    refused = factories.staff()
    gone = InProcess(refused)
    get_user_model().objects.filter(pk=refused.pk).update(is_active=False)
    reader = InProcess(get_user_model().objects.create_user("reader"))

    assert told(InProcess(factories.staff()), private) > Post.objects.filter(archive=private).count()
    for asking in (InProcess(), reader, gone):
        count, faults = faults_of_privacy(asking, private, share=0.05)
        assert count > 80
        assert faults == []


def test_what_was_read_while_it_was_public_opens_nothing_afterwards(private):
    visitor = InProcess()
    Archive.objects.filter(pk=private.pk).update(is_published=True)
    assert told(visitor, private) > Post.objects.filter(archive=private).count()
    Archive.objects.filter(pk=private.pk).update(is_published=False)

    assert faults_of_privacy(visitor, private, share=0.05)[1] == []


def test_an_archive_that_could_be_read_would_be_seen(private):
    Archive.objects.filter(pk=private.pk).update(is_published=True)

    told = [
        fault
        for _, fault in leaks(InProcess(), [*list(private_addresses(private))[:8], *COMMON[:2]], is_private=True)
        if fault
    ]

    assert {fault.partition(" ")[0] for fault in told} >= {way.partition(" ")[0] for way in WAYS} - {"head"}
