"""What an archive of Hypermail says of a mail that is not there any more."""

from threads.readers.web import hypermail


def test_a_mail_deleted_from_an_archive_of_hypermail_stays_as_one():
    raw = (
        b'<!-- id="a@b.example" --><!-- body="start" --><span id="deleted">(deleted message)</span><!-- body="end" -->'
    )
    [mail] = hypermail.parse(raw).posts
    assert (mail.id, mail.facts) == ("a@b.example", {"is_deleted": True})
