"""What stands around the site goes away: pictures, counts, the clock."""

import io
import shutil

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart
from PIL import Image

from tests.newsroom.signin.conftest import LOGIN


def test_pages_stay_up_without_their_pictures(site):
    site.desk.do(
        "import io",
        "from django.core.files.base import ContentFile",
        "from PIL import Image",
        "b = io.BytesIO(); Image.new('RGB', (900, 600), 'teal').save(b, 'PNG')",
        "photo = Photo.objects.create(file=ContentFile(b.getvalue(), name='x.png'), alt_text='Teal')",
        "story = make_edition('With a picture', lead_photo=photo)",
    )
    path, picture = site.desk.do("print(story.get_absolute_url())"), site.desk.do("print(photo.file.url)")
    assert site.server.get(picture).status == 200
    media = site.folder / "media"
    away = shutil.move(media, site.folder / "away")
    try:
        assert site.server.get(picture).status == 404
        assert site.server.get(f"{path}?fresh").status == 200
        assert site.server.get("/?fresh").status == 200
    finally:
        shutil.move(away, media)
    assert site.server.get(picture).status == 200


def test_without_the_counts_nobody_signs_in_and_readers_read_on(site):
    """The throttle fails closed: where failures cannot be counted, passwords are not tried."""
    page = site.server.get(LOGIN)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = cookie.partition("=")[2]
    form = f"csrfmiddlewaretoken={token}&login=edda&password=correct+horse+battery".encode()
    site.desk.do("from django.db import connection", "_ = connection.cursor().execute('DROP TABLE newsroom_cache')")
    try:
        editor = site.editor()
        editor.cookies = {"csrftoken": token}
        answer = editor.ask("POST", LOGIN, form.decode())
        assert answer.status in (500, 503)  # SQLite says of a table that is gone what it says when it is busy
        assert "sessionid" not in str(answer.headers)
        assert "Traceback" not in answer.text
        assert site.server.get("/").status == 200
        assert site.server.get("/news/?fresh").status == 200
        assert site.editor().ask("GET", "/admin/").status == 200, "who is in stays in"
    finally:
        site.desk.do("from django.core.management import call_command", "call_command('createcachetable')")


def test_an_upload_that_cannot_be_stored_says_so_and_gives_the_words_back(site):
    """A disk that takes no more, or that somebody mounted to be read only: here a file stands where the folder was."""
    editor = site.editor()
    address = "/admin/companies/photo/add/"
    fields = editor.fields_of(editor.ask("GET", address)) | {"alt_text": ["Words that took a while"], "_save": ["Save"]}
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "indigo").save(picture, "PNG")  # of another colour than the library has
    body, kind = encode_multipart("part", fields | {"file": SimpleUploadedFile("x.png", picture.getvalue())}), "part"
    headers = {"Content-Type": f"multipart/form-data; boundary={kind}"}
    before = site.desk.do("print(Photo.objects.count())")
    media = site.folder / "media"
    media.mkdir(exist_ok=True)
    away = shutil.move(media, site.folder / "away")
    media.write_text("not a folder")
    try:
        answer = editor.ask("POST", address, body, **headers)
        assert answer.status == 503
        assert "nothing was saved" in answer.text
        assert "Words that took a while" in answer.text
        assert site.server.get("/?stored").status == 200
    finally:
        media.unlink()
        shutil.move(away, media)
    assert site.desk.do("print(Photo.objects.count())") == before
    assert editor.ask("POST", address, body, **headers).status == 302
