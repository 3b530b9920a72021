"""Compressed files that would fill a disk: refused by name, at once, before much is written."""

import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard

from tests.large.conftest import Load
from tests.loading.malformed import sound, zipped
from threads import models

pytestmark = pytest.mark.django_db(transaction=True)
UNPACKED = 4_000_000_000
PIECE = bytes(1 << 24)
MEMBERS = 100_000
WRITTEN_MOST = 64_000_000
SECONDS = 2.0


def gzip_of_zeros() -> bytes:
    packer, out = zlib.compressobj(9, zlib.DEFLATED, 31), io.BytesIO()
    for _ in range(UNPACKED // len(PIECE)):
        out.write(packer.compress(PIECE))
    out.write(packer.flush())
    return out.getvalue()


def zstd_of_zeros() -> bytes:
    out = io.BytesIO()
    with zstandard.ZstdCompressor(level=1).stream_writer(out, closefd=False) as stream:
        for _ in range(UNPACKED // len(PIECE)):
            stream.write(PIECE)
    return out.getvalue()


def zip_of_zeros() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.mbox", "w") as member:
        for _ in range(UNPACKED // len(PIECE) // 4):
            member.write(PIECE)
    return out.getvalue()


def zip_of_many(size: int) -> bytes:
    """Members that are each harmless, and together are not."""
    return zipped({f"{n:03}.mbox": bytes(size) for n in range(200)})


def tar_of_zeros() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("a.mbox")
        info.size = UNPACKED // 4
        archive.addfile(info, _Zeros(info.size))
    return out.getvalue()


class _Zeros(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        given = min(size, self._left, len(PIECE))
        self._left -= given
        return PIECE[:given]


BOMBS = {
    "bomb.mbox.gz": gzip_of_zeros,
    "bomb.mbox.zst": zstd_of_zeros,
    "bomb.zip": zip_of_zeros,
    "bomb.tar.gz": tar_of_zeros,
    "many.zip": lambda: zip_of_many(2_000_000),
    "within.zip": lambda: zipped({"bomb.mbox.gz": gzip_of_zeros()}),
    "twice.mbox.gz.gz": lambda: gzip.compress(gzip_of_zeros()),
}


@pytest.fixture(scope="session")
def baseline() -> dict[str, float]:
    return {}


@pytest.fixture
def nothing(tmp_path: Path, load: Load, baseline: dict[str, float]) -> float:
    """Seconds of the processor that an import of nothing takes."""
    if not baseline:
        path = tmp_path / "empty.txt"
        path.write_bytes(b"")
        baseline["processor"] = load(path).processor
    return baseline["processor"]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_has_written_much(tmp_path: Path, load: Load, nothing: float, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())

    outcome = load(path)

    assert outcome.code == 2
    assert all(reason.startswith(name.partition(".")[0]) for reason in outcome.reasons)
    assert any("bombs" in reason for reason in outcome.reasons)
    assert outcome.processor - nothing < SECONDS
    assert outcome.written < WRITTEN_MOST
    assert not models.Archive.objects.exists()


def test_a_zip_of_a_hundred_thousand_entries_is_read_or_refused_by_name(tmp_path: Path, load: Load) -> None:
    path = tmp_path / "entries.zip"
    path.write_bytes(zipped({f"{n}.mbox": b"" for n in range(MEMBERS)} | {"sound.mbox": sound("in")}))

    outcome = load(path)

    assert outcome.written < WRITTEN_MOST
    assert "entries.zip" in outcome.reasons[0]


def test_a_sound_mailbox_that_packs_well_is_no_bomb(tmp_path: Path, load: Load) -> None:
    path = tmp_path / "sound.mbox.gz"
    path.write_bytes(gzip.compress(b"".join(sound(str(number)) for number in range(20_000))))

    assert load(path).records == {"loaded": 20_000}
