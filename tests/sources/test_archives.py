"""Members of zip and tar archives, honest and hostile; `zipfile` and `tarfile` are the oracles."""

from __future__ import annotations

import gzip
import io
import os
import random
import stat
import struct
import tarfile
import zipfile
import zlib

import pytest

from howopen.errors import HowopenError, ParseError, Refused
from howopen.sources import tar_archive, zip_archive
from howopen.sources.tar_archive import TarArchive
from howopen.sources.zip_archive import ZipArchive

from .indexserver import sdist, wheel

RANDOM = os.urandom(300_000)
FILES = {"a/big.bin": RANDOM, "a/zeros": bytes(2_000_000), "a/README.md": b"hello", "a/empty": b""}


def opened(data: bytes, *, strip: bool = False) -> ZipArchive:
    return ZipArchive(lambda start, length: data[start : start + length], len(data), strip=strip)


def paths(archive: ZipArchive | TarArchive) -> list[str]:
    return sorted(archive.listing.artifacts)


def whys(archive: ZipArchive | TarArchive) -> dict[str, str]:
    return {gap.what: gap.why for gap in archive.listing.gaps}


# ------------------------------------------------------------------------------------------- zip
@pytest.mark.parametrize("stored", [False, True])
def test_members_are_read_from_any_place(stored: bool) -> None:
    archive = opened(wheel(FILES, stored=stored))
    assert paths(archive) == sorted(FILES)
    chance = random.Random(1)
    for path, content in FILES.items():
        assert archive.read(path, 0, len(content)) == content
        for _ in range(20):
            start, length = chance.randint(0, len(content)), chance.randint(0, 100_000)
            assert archive.read(path, start, length) == content[start : start + length]


def test_the_beginning_of_a_member_costs_little() -> None:
    data = wheel({"weights": os.urandom(5_000_000)})
    asked = []

    def read_at(start: int, length: int) -> bytes:
        asked.append(length)
        return data[start : start + length]

    archive = ZipArchive(read_at, len(data))
    archive.read("weights", 0, 100)
    assert sum(asked) < 300_000


def test_a_member_read_forward_is_inflated_once() -> None:
    content = os.urandom(3_000_000)
    data = wheel({"weights": content})
    asked = []

    def read_at(start: int, length: int) -> bytes:
        asked.append(length)
        return data[start : start + length]

    archive = ZipArchive(read_at, len(data))
    read = b"".join(archive.read("weights", at, 10_000) for at in range(0, 3_000_000, 10_000))
    assert read == content
    assert sum(asked) < 1.2 * len(data)


def test_the_one_folder_of_all_members_can_be_left_out() -> None:
    assert paths(opened(wheel({"n-1/a": b"", "n-1/b/c": b""}), strip=True)) == ["a", "b/c"]
    assert paths(opened(wheel({"n-1/a": b"", "b": b""}), strip=True)) == ["b", "n-1/a"]


def test_names_that_lead_elsewhere_are_gaps() -> None:
    bad = ["../x", "/etc/passwd", "a/../../x", "C:/x", "a\\..\\x", "a//b"]
    archive = opened(wheel(dict.fromkeys([*bad, "good"], b"x")))
    assert paths(archive) == ["good"]
    assert set(whys(archive)) == set(bad)
    assert not archive.listing.complete


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_never_read() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("LICENSE", "MIT")
        archive.writestr("LICENSE", "proprietary")
    found = opened(data.getvalue())
    assert whys(found) == {"LICENSE": "the archive holds this name twice"}
    with pytest.raises(Refused, match="twice"):
        found.read("LICENSE", 0, 3)


def test_symbolic_links_are_listed_as_links() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert opened(data.getvalue()).listing.artifacts["link"].kind == "symlink"


def patched(data: bytes, *, local: int, central: int, value: bytes) -> bytes:
    """Overwrite a field of the first local header and of the first directory entry."""
    changed = bytearray(data)
    at = data.index(b"PK\x01\x02") + central
    changed[at : at + len(value)] = value
    changed[local : local + len(value)] = value
    return bytes(changed)


@pytest.mark.parametrize(
    ("local", "central", "value", "why"),
    [
        (6, 8, b"\1\0", "encrypted"),
        (8, 10, b"\x0e\0", "compressed by method 14"),
        (22, 24, b"\xf0\xff\xff\xff", "larger than its compressed bytes can be"),
        (18, 20, b"\xf0\xff\xff\x7f", "outside the archive"),
    ],
)
def test_members_that_cannot_be_are_refused(
    local: int, central: int, value: bytes, why: str
) -> None:
    archive = opened(patched(wheel({"x": b"x" * 100}), local=local, central=central, value=value))
    assert why in whys(archive)["x"]
    with pytest.raises(Refused, match=why):
        archive.read("x", 0, 10)


def test_a_bomb_gives_what_is_asked_for_and_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = opened(wheel({"bomb": bytes(50_000_000)}))
    assert archive.read("bomb", 0, 10) == bytes(10)
    monkeypatch.setattr(zip_archive, "MAX_INFLATED", 1_000_000)
    with pytest.raises(Refused, match="into a deflated member"):
        archive.read("bomb", 40_000_000, 10)


def test_a_directory_that_claims_to_be_huge_is_not_loaded() -> None:
    data = wheel({"x": b"x"})
    end = data.index(b"PK\x05\x06")
    lying = bytes(40_000_000) + data[:end] + data[end : end + 12] + struct.pack("<I", 39_000_000)
    with pytest.raises(ParseError):
        opened(lying + data[end + 16 :])


def test_damage_is_found_where_the_whole_member_is_read() -> None:
    data = bytearray(wheel({"x": b"hello world"}, stored=True))
    data[data.index(b"hello")] ^= 1
    with pytest.raises(ParseError, match="checksum"):
        opened(bytes(data)).read("x", 0, 11)


def test_a_member_of_another_name_than_the_directory_says_is_refused() -> None:
    data = bytearray(wheel({"LICENSE": b"MIT"}))
    data[30:37] = b"NOTICED"
    with pytest.raises(ParseError, match="disagree"):
        opened(bytes(data)).read("LICENSE", 0, 3)


@pytest.mark.parametrize("seed", range(100))
def test_any_bytes_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    for make, good in ((opened, wheel(FILES)), (TarArchive, sdist({"a": b"x" * 9, "b": b"y"}))):
        data = bytearray(good)
        near_end = range(max(0, len(data) - 400), len(data))
        for _ in range(chance.randint(1, 6)):
            data[chance.choice(near_end)] = chance.randrange(256)
        try:
            archive = make(bytes(data))
            for path, artifact in archive.listing.artifacts.items():
                if artifact.kind == "file":
                    archive.read(path, 0, min(1000, artifact.size or 0))
        except HowopenError:
            pass


# ------------------------------------------------------------------------------------------- tar
def test_members_of_a_tar_are_read_from_any_place() -> None:
    archive = TarArchive(sdist(FILES))
    assert paths(archive) == sorted(FILES)
    for path, content in FILES.items():
        assert archive.read(path, 0, len(content) + 10) == content
        assert archive.read(path, 100, 50) == content[100:150]


def tar(*members: tuple[tarfile.TarInfo, bytes]) -> TarArchive:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return TarArchive(data.getvalue())


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_names_links_and_devices_of_a_tar_are_told() -> None:
    archive = tar(
        (member("n/good"), b"x"),
        (member("../evil"), b"x"),
        (member("/etc/passwd"), b"x"),
        (member("n/link", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (member("n/hard", tarfile.LNKTYPE, "n/good"), b""),
        (member("n/device", tarfile.CHRTYPE), b""),
        (member("n/twice"), b"1"),
        (member("n/twice"), b"2"),
    )
    assert set(whys(archive)) == {"../evil", "/etc/passwd", "n/device", "n/twice"}
    kinds = {path: artifact.kind for path, artifact in archive.listing.artifacts.items()}
    assert (kinds["n/link"], kinds["n/hard"], kinds["n/good"]) == ("symlink", "symlink", "file")
    for path in ("n/twice", "n/device"):
        with pytest.raises(Refused):
            archive.read(path, 0, 1)


def test_a_tar_that_inflates_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar_archive, "MAX_INFLATED", 1_000_000)
    with pytest.raises(Refused, match="inflates to more than"):
        TarArchive(gzip.compress(bytes(5_000_000)))


def test_a_header_that_claims_to_be_huge_is_not_loaded() -> None:
    header = member("pax", tarfile.XHDTYPE)
    header.size = 3_000_000
    data = header.tobuf(tarfile.USTAR_FORMAT) + bytes(4_000_000)
    with pytest.raises(ParseError, match="over the bound"):
        TarArchive(gzip.compress(data))


@pytest.mark.parametrize("data", [b"", b"text", gzip.compress(b"text"), zlib.compress(b"x")])
def test_what_is_no_tar_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        TarArchive(data)
