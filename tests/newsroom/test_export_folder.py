"""The folder of a copy: replaced in one step by one that is whole, and nothing outside it read or written."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from newsroom.demo.make import make_edition
from newsroom.export import site as export_site
from newsroom.export.site import Site, SiteExport
from newsroom.models import Redirect

pytestmark = pytest.mark.django_db
URL = "https://news.example.org"


def export(folder) -> Path:
    call_command("export_site", folder, url=URL, verbosity=0, anew=True)
    return folder


@pytest.fixture
def collecting(tmp_path):
    """An export that has begun."""
    begun = SiteExport(tmp_path / "site", URL)
    begun.building = tmp_path / "site.building"
    begun.building.mkdir()
    begun.old = {}
    return begun


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "news/../../evil.txt"])
def test_no_file_is_written_outside_it(collecting, tmp_path, name):
    collecting._write(name, b"evil")
    collecting._write("news/index.html", b"first")
    collecting._write("news/index.html", b"second")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["index.html"]
    assert (collecting.building / "news/index.html").read_bytes() == b"first"
    assert list(collecting.manifest) == ["news/index.html"]


@pytest.mark.parametrize(
    "path", ["/admin/", "/account/x/", "/search/?q=x", "/news/?page=x", "/news/?utm=1", "/press.zip", f"/{'x' * 1000}"]
)
def test_what_no_file_can_answer_is_not_asked_for(collecting, path):
    assert collecting._want(path) is None
    assert not collecting.queue
    assert collecting._want("/news/?page=2") == "news/page/2/index.html"


def test_only_addresses_of_the_site_are_followed(collecting):
    ours = {address: collecting._ours(address) for address in (f"{URL}/news/", URL, "/news/", f"{URL}.evil.example/")}
    assert list(ours.values()) == ["/news/", "/", "/news/", ""]
    assert [collecting._ours(address) for address in ("//evil.example/", "https://evil.example/", "x")] == ["", "", ""]


@pytest.mark.parametrize("path", ["../../../../../../../../../etc/passwd", "%2e%2e/" * 9 + "etc/passwd", "css/../../x"])
def test_no_static_file_is_read_outside_its_folder(settings, tmp_path, path):
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "x").write_text("secret")
    (tmp_path / "static" / "y").write_text("a file")
    assert Site(URL).static(f"{settings.STATIC_URL}{path}").status == 404
    assert Site(URL).static(f"{settings.STATIC_URL}y").body == b"a file"


def test_no_page_is_the_list_of_its_files(tmp_path):
    Redirect.objects.create(old_path="/manifest.json", new_path="/about/")
    told = json.loads((export(tmp_path / "site") / "manifest.json").read_text())
    assert told["origin"] == URL
    assert "manifest.json" not in told["files"]


def test_what_a_run_that_was_killed_left_is_not_in_it(tmp_path):
    for left in ("site.building", "site.old"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "half.html").write_text("half")
    site = export(tmp_path / "site")
    assert not (site / "half.html").exists()
    assert not (tmp_path / "site.building").exists()


def test_a_file_that_somebody_made_a_link_is_written_anew(tmp_path):
    site, outside = export(tmp_path / "site"), tmp_path / "outside.html"
    outside.write_text("Elsewhere.")
    before = (site / "404.html").read_bytes()
    (site / "404.html").unlink()
    (site / "404.html").symlink_to(outside)
    export(site)
    assert not (site / "404.html").is_symlink()
    assert (site / "404.html").read_bytes() == before
    assert outside.read_text() == "Elsewhere."


def test_where_two_folders_can_be_swapped_there_is_one_at_every_moment(tmp_path, monkeypatch):
    site = export(tmp_path / "site")
    make_edition("Brand new")
    monkeypatch.setattr(Path, "rename", lambda path, to: pytest.fail(f"For a moment there is no {path}."))
    export(site)
    assert "Brand new" in (site / "index.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_where_they_cannot_the_old_one_goes_last(tmp_path, monkeypatch):
    site = export(tmp_path / "site")
    make_edition("Brand new")
    (tmp_path / "site.old").mkdir()
    (tmp_path / "site.old" / "half.html").write_text("half")
    monkeypatch.setattr(export_site, "_exchange", lambda one, other: False)
    export(site)
    assert "Brand new" in (site / "index.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_link_to_it_stays_one(tmp_path):
    (tmp_path / "www").mkdir()
    link = tmp_path / "site"
    link.symlink_to(tmp_path / "www", target_is_directory=True)
    for headline in ("First", "Second"):
        make_edition(headline)
        export(link)
        assert headline in (tmp_path / "www" / "index.html").read_text()
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "www"]
