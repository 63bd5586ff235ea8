"""Archives of unknown origin: what would lie outside, lead elsewhere or blow up is refused with a sentence."""

import io
import random
import struct
import zipfile

import pytest

from newsroom.desk.importers import archive as archives
from newsroom.desk.importers import files
from newsroom.desk.importers.archive import Archive, ArchiveRefused, is_archive

STORY = "A headline of five words\n\nThe text of the story, which says what happened in the park.\n"


def packed(path, files, *, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refusal(path) -> str:
    with pytest.raises(ArchiveRefused) as refused:
        Archive(path)
    return str(refused.value)


def test_files_of_an_archive_come_out_where_they_lie(tmp_path):
    path = packed(
        tmp_path / "a.zip",
        {"posts/one.txt": "One.", "uploads/2019/a.jpg": b"\xff\xd8", "__MACOSX/x": "", ".DS_Store": "x"},
    )
    assert is_archive(path)
    (tmp_path / "out").mkdir()
    with Archive(path) as archive:
        archive.unpack(tmp_path / "out")
        assert archive.read("posts/one.txt", most=10) == b"One."
    out = tmp_path / "out"
    assert sorted(str(f.relative_to(out)) for f in out.rglob("*.*")) == ["posts/one.txt", "uploads/2019/a.jpg"]


class Named(zipfile.ZipInfo):
    """An entry whose name stands in the archive as a program of another place wrote it, which says nothing of it."""

    def _encodeFilenameFlags(self):  # noqa: N802  Python's name
        return self.raw, self.flag_bits


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("新闻/照片.txt", "gbk"),
        ("新闻/朱镕基.txt", "gbk"),  # with a sign that is none of the common ones
        ("新闻/照片.txt", "utf-8"),
        ("Müller/Größe.txt", "cp437"),
        ("café.txt", "cp437"),
    ],
)
def test_names_are_read_as_they_were_written(tmp_path, name, encoding):
    info = Named("x")
    info.raw = name.encode(encoding)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "One.")
    (tmp_path / "out").mkdir()
    with Archive(tmp_path / "a.zip") as archive:
        assert archive.read(name, most=10) == b"One."
        archive.unpack(tmp_path / "out")
    assert (tmp_path / "out" / name).read_text() == "One."


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/passwd", "C:/evil.txt", "a\\..\\evil.txt", "x/" * 600 + "a.txt"]
)
def test_names_that_lead_outside_are_refused(tmp_path, name):
    path = packed(tmp_path / "a.zip", {"fine.txt": "x", name: "x"})
    assert "would lie outside it" in refusal(path)


def test_links_are_refused(tmp_path):
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (0o120777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "a link or device" in refusal(tmp_path / "a.zip")


def test_archives_inside_archives_are_refused_by_name_and_by_content(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x", "x")
    assert "holds another" in refusal(packed(tmp_path / "a.zip", {"inner.zip": inner.getvalue()}))
    disguised = packed(tmp_path / "b.zip", {"picture.jpg": inner.getvalue()})
    with Archive(disguised) as archive, pytest.raises(ArchiveRefused, match="an archive itself"):
        archive.read("picture.jpg", most=10_000)


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    assert "far more than its size" in refusal(packed(tmp_path / "a.zip", {"zeros.txt": b"\0" * 30_000_000}))


def test_a_bomb_among_much_else_is_one_all_the_same(tmp_path):
    """The archive is large enough for what it unpacks to; one file of it is not."""
    noise = {f"{n}.bin": random.Random(n).randbytes(10_000) for n in range(3)}
    assert "far more than its size" in refusal(packed(tmp_path / "a.zip", noise | {"zeros.txt": b"\0" * 2_000_000}))


@pytest.mark.parametrize(
    ("limit", "most", "why"),
    [
        ("LARGEST_ENTRY", 99, "far more than its size"),
        ("LARGEST_WHOLE", 299, "far more than its size"),
        ("MOST_ENTRIES", 2, "holds more than 2 files"),
    ],
)
def test_what_is_too_much_is_refused_however_little_it_is_packed(tmp_path, monkeypatch, limit, most, why):
    path = packed(tmp_path / "a.zip", {f"{n}.txt": "x" * 100 for n in range(3)}, compression=zipfile.ZIP_STORED)
    with Archive(path) as archive:
        assert len(archive.files) == 3
    monkeypatch.setattr(archives, limit, most)
    assert why in refusal(path)


@pytest.mark.parametrize("names", [("a/b.txt", "a/./b.txt"), ("a", "a/b.txt"), ("a/b.txt", "a")])
def test_what_the_disk_does_not_take_is_said_and_nothing_is_written_over(tmp_path, names):
    path = packed(tmp_path / "a.zip", {name: f"{number}" for number, name in enumerate(names)})
    (tmp_path / "out").mkdir()
    with Archive(path) as archive, pytest.raises(ArchiveRefused, match="cannot be unpacked"):
        archive.unpack(tmp_path / "out")
    written = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert {file.read_text() for file in written} <= {"0"}


@pytest.mark.parametrize("name", ["园" * 90 + ".txt", "文" * 90 + "/b.txt"])
def test_a_name_that_no_disk_takes_costs_that_file_alone_and_is_told(tmp_path, name):
    path = packed(tmp_path / "a.zip", {"a.txt": STORY, name: STORY, "c.txt": STORY})
    with files.opened([path]) as (paths, _):
        first, third, refused = files.items(paths)
        assert files.estimate(paths) == 2
    assert [item.file for item in (first, third)] == ["a.txt", "c.txt"]
    assert refused.where.startswith("a.zip, " + name[:40])
    assert len(refused.where) < 120
    assert "255 bytes" in refused.reason


def test_a_name_with_a_second_end_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.txt|.exe": "x"})
    path.write_bytes(path.read_bytes().replace(b"a.txt|", b"a.txt\0"))
    assert "would lie outside it" in refusal(path)


def test_bomb_of_many_entries_over_the_same_bytes_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"one.txt": b"\0" * 900_000})
    data = path.read_bytes()
    # The directory at the end names the one packed file a thousand times.
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    many = 1000
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, many, many, len(entry) * many, start)
    path.write_bytes(data[:start] + entry * many + bytes(tail))
    with pytest.raises(ArchiveRefused):
        Archive(path)


def test_entry_that_is_larger_than_it_says_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.txt": b"abcdefgh" * 200}, compression=zipfile.ZIP_STORED)
    with Archive(path) as archive, pytest.raises(ArchiveRefused, match="larger than it may be"):
        archive.read("a.txt", most=100)


def test_broken_and_encrypted_archives_say_so(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.txt": "x" * 5000})
    broken = bytearray(path.read_bytes())
    broken[37:41] = b"\xff" * 4
    (tmp_path / "b.zip").write_bytes(broken)
    with Archive(tmp_path / "b.zip") as archive, pytest.raises(ArchiveRefused, match="is broken"):
        archive.read("a.txt", most=10_000)
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04 and no more")
    assert "cannot be read" in refusal(tmp_path / "c.zip")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "d.zip").write_bytes(data)
    assert "password" in refusal(tmp_path / "d.zip")
