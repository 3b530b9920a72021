"""Files of programs whose formats are not read -> the name of each, and what to do."""

from __future__ import annotations

from typing import NamedTuple

ARCHIVE = "{} archives are not read; unpack it, or pack it as zip or tar"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Foreign(NamedTuple):
    """How such a file begins, how its name ends (anything if that is empty), and what is said of it."""

    begins: bytes
    ends: tuple[str, ...]
    reason: str


FOREIGN = (
    Foreign(b"7z\xbc\xaf\x27\x1c", (), ARCHIVE.format("7z")),
    Foreign(b"Rar!\x1a\x07", (), ARCHIVE.format("RAR")),
    Foreign(b"MSCF", (), ARCHIVE.format("CAB")),
    Foreign(b"!<arch>\n", (), ARCHIVE.format("ar")),
    Foreign(OLE, (".msg", ".oft"), "a mail of Outlook (.msg), which is not read; save it as .eml, or convert it with msgconvert"),
    Foreign(
        b"!BDN", (), "a mailbox of Outlook (.pst, .ost), which is not read; convert it with readpst, which writes mbox"
    ),
    Foreign(
        b"\xcf\xad\x12\xfe", (), "a mailbox of Outlook Express (.dbx), which is not read; convert it with undbx, or import it into Thunderbird"
    ),
    Foreign(
        b"PK\3\4", (".olm",), "an export of Outlook for Mac (.olm), which is not read; convert it to mbox, or import it into Thunderbird"
    ),
    Foreign(
        b"// <!-- <mdb:mork:z", (), "an index of Thunderbird (.msf) without words; give the mailbox of the same name without .msf"
    ),
    Foreign(b"%PDF-", (), "a PDF, which is not read; give the page as HTML or text (pdftotext -layout writes text)"),
    Foreign(
        b"ZIM\x04", (), "a ZIM file of Kiwix, which is not read; unpack it with zimdump dump --dir=FOLDER, and give the folder"
    ),
    Foreign(b"ITSF", (), "compiled help (.chm), which is not read; unpack it with extract_chmLib or 7z, and give the folder"),
    Foreign(b"\x78\x9f\x3e\x22", (), "an envelope of Outlook (winmail.dat, TNEF), which is not read; unpack it with tnef"),
)  # fmt: skip


def refusal_of(name: str, head: bytes) -> str:
    """Why a file that begins so is not read; nothing where it is none of these."""
    lowered = name.lower()
    for each in FOREIGN:
        if head.startswith(each.begins) and (not each.ends or lowered.endswith(each.ends)):
            return each.reason
    return ""
