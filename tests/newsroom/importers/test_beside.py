"""What an import takes from beside its file: only what lies there itself, and only as much as a picture may have."""

import zipfile

import pytest

from companies.models import Photo
from newsroom.desk.importers import files, pictures
from newsroom.desk.importers.archive import Archive
from newsroom.desk.importers.record import AttachmentRecord, PhotoRecord
from newsroom.models import Attachment

pytestmark = pytest.mark.django_db


class Fetcher:
    """Would fetch anything, and says what it was asked for."""

    def __init__(self):
        self.asked = []

    def may(self, address):
        return True

    def __call__(self, address):
        self.asked.append(address)
        return b"%PDF-1.4 x"


def test_a_link_in_a_folder_leads_to_no_story_from_elsewhere(tmp_path):
    folder, elsewhere = tmp_path / "stories", tmp_path / "diary.txt"
    folder.mkdir()
    elsewhere.write_text("A private headline\n\nNobody is to read this.\n")
    (folder / "own.txt").write_text("A headline\n\nThe text of the story.\n")
    (folder / "link.txt").symlink_to(elsewhere)
    (folder / "own_files").mkdir()
    (folder / "own_files" / "frame.txt").write_text("A headline\n\nBeside a page, as browsers save it.\n")
    assert [item.file for item in files.items([folder])] == ["own.txt"]


def test_a_picture_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_FILE", 100)
    (tmp_path / "small.jpg").write_bytes(b"x" * 100)
    (tmp_path / "large.jpg").write_bytes(b"x" * 101)
    found = pictures.Pictures([tmp_path])
    assert found.has(PhotoRecord(file="small.jpg"))
    assert not found.has(PhotoRecord(file="large.jpg"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("packed.jpg", b"x" * 101)
    with Archive(tmp_path / "a.zip") as archive:
        found = pictures.Pictures([], [archive])
        assert found(PhotoRecord(file="packed.jpg")) is None
    assert found.notes == ["“packed.jpg” in a.zip is larger than it may be."]
    assert not Photo.objects.exists()


@pytest.mark.parametrize("file", ["新闻_files/照片 1.jpg", "./%E6%96%B0%E9%97%BB_files/%E7%85%A7%E7%89%87%201.jpg"])
def test_a_picture_beside_a_page_is_found_as_the_page_writes_it(tmp_path, file):
    (tmp_path / "新闻_files").mkdir()
    (tmp_path / "新闻_files" / "照片 1.jpg").write_bytes(b"x")
    (tmp_path / "100%25.jpg").write_bytes(b"x")
    found = pictures.Pictures([tmp_path])
    assert found.has(PhotoRecord(file))
    assert found.has(PhotoRecord("100%25.jpg"))


@pytest.mark.parametrize(
    "name",
    [
        "a" * 300 + ".jpg",
        "%E4%B8%AD" * 90 + ".jpg",
        "a%00b.jpg",
        "%ed%a0%80.jpg",
        "%2e%2e/" * 9 + "x.jpg",
    ],
)
def test_a_name_that_no_disk_takes_is_one_that_is_not_there(tmp_path, name):
    """It stops no import: the story comes in, and the picture is among those that were not found."""
    found = pictures.Pictures([tmp_path])
    for file in (f"https://old.example.org/uploads/{name}", name):
        assert not found.has(PhotoRecord(file))
        assert found(PhotoRecord(file)) is None
        assert found.document(AttachmentRecord(file, title="A")) is None
    assert found.notes == []


def test_a_document_is_never_fetched():
    fetcher = Fetcher()
    found = pictures.Pictures([], fetcher=fetcher)
    assert found.document(AttachmentRecord(file="https://old.example.org/a.pdf", title="A")) is None
    assert fetcher.asked == []
    assert not Attachment.objects.exists()


def test_a_document_comes_in_once_and_never_with_a_dry_run(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4\nx\n%%EOF\n")
    find = pictures.Pictures([tmp_path]).document
    assert find(AttachmentRecord("a.pdf"), dry_run=True).pk is None
    assert not Attachment.objects.exists()
    first = find(AttachmentRecord("a.pdf"))
    assert first == find(AttachmentRecord("b.pdf")) == find(AttachmentRecord(first.file.name))
