"""The one door for pictures."""

import errno
import io
import math
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management import CommandError, call_command
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from companies import decoded_apart, pictures
from companies.models import Photo
from companies.pictures import PictureRefused

ROOT = Path(__file__).resolve().parents[2]


def image(width=900, height=600, form="JPEG", mode="RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def test_picture_gets_copies_narrower_than_itself():
    picture = pictures.read(image(1000, 500))
    assert (picture.main.suffix, picture.main.width, picture.main.height) == ("jpg", 1000, 500)
    assert [(copy.width, copy.height, copy.suffix) for copy in picture.copies] == [
        (160, 80, "webp"),
        (320, 160, "webp"),
        (640, 320, "webp"),
        (960, 480, "webp"),
    ]


def test_large_picture_is_scaled_down():
    assert pictures.read(image(5000, 1000)).main.width == pictures.LARGEST_SIDE


def test_turned_photo_stands_upright_and_tells_nothing_about_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    picture = pictures.read(image(900, 600, exif=exif.tobytes()))
    assert (picture.main.width, picture.main.height) == (600, 900)
    for file in [picture.main, *picture.copies, *picture.cuts.values()]:
        opened = Image.open(io.BytesIO(file.data))
        assert not opened.getexif()
        assert "exif" not in opened.info


def test_the_credit_travels_with_the_picture_and_nothing_else_does():
    exif = Image.Exif()
    exif[0x013B] = "Li Na / Park\nNews"
    exif[0x0110] = "A camera"
    picture = pictures.read(image(900, 600, exif=exif.tobytes()))
    assert picture.credit == "Li Na / Park News"
    for file in [picture.main, *picture.cuts.values()]:
        assert dict(Image.open(io.BytesIO(file.data)).getexif()) == {0x013B: "Li Na / Park News"}


def test_a_credit_is_one_line_of_letters_and_not_endless():
    exif = Image.Exif()
    exif[0x013B] = "Li\x07 Na\x1b[31m" + "x" * 500
    credit = pictures.read(image(exif=exif.tobytes())).credit
    assert credit == ("Li Na [31m" + "x" * 500)[:200]


def test_a_picture_whose_credit_cannot_be_read_has_none(monkeypatch):
    def broken(image):
        raise SyntaxError("not an IPTC block")

    monkeypatch.setattr(pictures.IptcImagePlugin, "getiptcinfo", broken)
    picture = pictures.read(image())
    assert (picture.credit, picture.main.width) == ("", 900)


PLACE = "37.42 N, 122.08 W"


def written_into(form: str, mode: str) -> bytes:
    """A picture that says where it was taken in every way its format knows."""
    exif, words = Image.Exif(), PngInfo()
    exif[0x010E] = PLACE  # a description
    words.add_text("Comment", PLACE)
    words.add_text("Description", PLACE, zip=True)
    words.add_itxt("XML:com.adobe.xmp", PLACE)
    place = PLACE.encode()
    ways = {
        "JPEG": {"exif": exif, "xmp": place, "comment": place, "icc_profile": place},
        "PNG": {"exif": exif, "pnginfo": words, "icc_profile": place},
        "GIF": {"comment": place},
        "WEBP": {"exif": exif, "xmp": place, "icc_profile": place},
        "AVIF": {"exif": exif, "xmp": place, "icc_profile": place},
    }
    return image(900, 600, form, mode, **ways[form])


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P")),
        *(("PNG", "L"), ("GIF", "P"), ("WEBP", "RGB"), ("WEBP", "RGBA"), ("AVIF", "RGB"), ("AVIF", "RGBA")),
    ],
)
def test_no_words_that_an_upload_carries_are_written(form, mode):
    """Neither EXIF nor XMP, comments, pieces of text or a profile of colours, which may be no profile at all."""
    upload = written_into(form, mode)
    assert PLACE in str(Image.open(io.BytesIO(upload)).info)
    picture = pictures.read(upload)
    for file in [picture.main, *picture.copies, *picture.cuts.values()]:
        opened = Image.open(io.BytesIO(file.data))
        opened.load()
        assert not opened.info.keys() & {"exif", "xmp", "comment", "icc_profile", "XML:com.adobe.xmp"}, file.suffix
        assert PLACE.encode() not in file.data
        assert PLACE not in str(opened.info)


def test_colours_of_another_profile_are_brought_into_ours():
    odd = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    assert pictures.read(image(400, 300, icc_profile=b"not a profile")).main.width == 400
    picture = pictures.read(image(400, 300, icc_profile=odd.tobytes()))
    assert "icc_profile" not in Image.open(io.BytesIO(picture.main.data)).info


def test_cuts_keep_the_focal_point_in_sight_and_enlarge_nothing():
    wide = Image.new("RGB", (2000, 700), "white")
    wide.paste("red", (1700, 0, 1900, 700))
    cuts = pictures.cuts(wide, (0.9, 0.5))
    assert {name: (cut.width, cut.height) for name, cut in cuts.items()} == {
        "social": (1200, 630),
        "landscape": (933, 700),
        "square": (700, 700),
    }
    square = Image.open(io.BytesIO(cuts["square"].data))
    assert square.getpixel((500, 350))[1] < 60  # the red stripe
    elsewhere = Image.open(io.BytesIO(pictures.cuts(wide, (0, 0.5))["square"].data))
    assert elsewhere.getpixel((500, 350))[1] > 200
    assert not pictures.cuts(Image.new("RGB", (200, 150)), (0.5, 0.5))


def test_what_is_hidden_behind_a_picture_is_gone():
    tail = b"<script>alert(1)</script>"
    picture = pictures.read(image(form="PNG") + tail)
    assert all(tail not in file.data for file in [picture.main, *picture.copies])


def test_transparency_is_kept():
    assert pictures.read(image(form="PNG", mode="RGBA")).main.suffix == "png"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_format_we_take(form):
    assert pictures.read(image(64, 48, form=form)).main.width == 64


def test_of_a_phones_pictures_in_one_file_the_first_is_taken():
    """A JPEG with others behind it, of depth, brightness or the other eye (CIPA DC-007)."""
    others = [Image.new("RGB", (32, 24), "blue")]
    data = image(64, 48, form="MPO", save_all=True, append_images=others)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    picture = pictures.read(data)
    assert (picture.main.suffix, picture.main.width) == ("jpg", 64)


def test_a_grey_of_sixteen_bits_keeps_its_tones():
    row = b"\0" + b"".join(struct.pack(">H", x * 65535 // 199) for x in range(200))
    for more in (b"", chunk(b"tRNS", struct.pack(">H", 0xFFFF))):
        main = Image.open(io.BytesIO(pictures.read(png_of(200, 20, 16, 0, row, more)).main.data)).convert("RGBA")
        tones = [main.getpixel((x, 10))[0] for x in (20, 100, 180)]
        assert tones == pytest.approx([26, 128, 231], abs=3)
        assert main.getpixel((199, 10))[3] == (0 if more else 255)


def in_single_scans(width: int, height: int, times: int = 1) -> bytes:
    """A JPEG, not progressive, that holds each component in a scan of its own, all of them so many times."""
    grey = image(width, height, mode="L")
    begin, size = grey.index(b"\xff\xda"), grey.index(b"\xff\xc0")
    of_all = struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
    scan = grey[begin + 10 : -2]
    scans = b"".join(b"\xff\xda\0\x08\1" + bytes([n, 0, 0, 63, 0]) + scan for n in (1, 2, 3))
    return grey[: size + 2] + of_all + grey[size + 13 : begin] + scans * times + b"\xff\xd9"


def test_a_jpeg_in_single_scans_is_taken_while_it_is_small():
    assert pictures.read(in_single_scans(64, 48)).main.width == 64


def test_a_jpeg_that_is_gone_through_too_often_is_refused_before_it_is_decoded(monkeypatch):
    progressive = image(16, 16, progressive=True)
    last = progressive[progressive.rindex(b"\xff\xda") : -2]
    hidden = b"\xff\x01" + struct.pack(">H", 100 * len(last) + 2) + last * 100  # behind a mark that has no length
    made = [
        progressive[:-2] + last * 100 + b"\xff\xd9",
        progressive[:-2] + hidden + b"\xff\xd9",
        in_single_scans(64, 48, times=40),
    ]
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    for data in made:
        with pytest.raises(PictureRefused, match="scans"):
            pictures.read(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a picture we take"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b"GIF89a<html>", "not a picture|broken"),
        (image()[:3000], "broken"),
        (image(form="TIFF"), "not a picture we take"),
        (image(form="PPM"), "not a picture we take"),
        (b"x" * (pictures.LARGEST_FILE + 1), "25 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data, reason):
    with pytest.raises(PictureRefused, match=reason):
        pictures.read(data)


def test_bomb_is_refused_before_it_is_decoded(monkeypatch):
    data = image(2000, 2000, form="PNG")
    monkeypatch.setattr(pictures, "MOST_PIXELS", {"PNG": 1_000_000})
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(PictureRefused, match="pixels"):
        pictures.read(data)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_one_that_even_the_library_warns_of_is_told_how_large_it_is():
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 12_000, 10_000, 8, 2, 0, 0, 0))
    with pytest.raises(PictureRefused, match="12000 × 10000 pixels"):
        pictures.read(head + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def png_of(width: int, height: int, depth: int, colour: int, row: bytes, more: bytes = b"") -> bytes:
    """A PNG file made without holding its pixels."""
    squeeze = zlib.compressobj(1)
    data = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    profile = chunk(
        b"iCCP", b"x\0\0" + zlib.compress(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    )
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + profile + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def heaviest() -> dict[str, bytes]:
    """Of each kind the picture that takes most memory of those that are taken."""
    side = math.isqrt(pictures.MOST_PIXELS["PNG"])
    palette = struct.pack(">I", 768) + b"PLTE" + b"\1" * 768
    palette += struct.pack(">I", zlib.crc32(palette[4:]))
    small = math.isqrt(pictures.MOST_PIXELS["WEBP"])
    large = math.isqrt(pictures._MOST_COEFFICIENTS * 2 // 3)
    return {
        "sixteen bits and a profile": png_of(side, side, 16, 6, b"\0" + b"\x80" * 8 * side),
        "a palette": png_of(side, side, 8, 3, b"\0" + b"\1" * side, palette),
        "many frames": image(small, small, form="WEBP", mode="RGBA", save_all=True, method=0, lossless=True,
                             append_images=[Image.new("RGBA", (small, small), (n, n, n, 9)) for n in range(1)]),
        "progressive": image(large, large, progressive=True, quality=20),
        # Of which the decoder lets no detail go: it is hardly higher than what is kept.
        "long and low": image(pictures.MOST_PIXELS["JPEG"] // 2561, 2561, mode="CMYK"),
    }  # fmt: skip


def larger_inside(side: int) -> bytes:
    """An AVIF that says it has 64 × 64 pixels, and has a picture of so many in it."""
    data = image(side, side, form="AVIF", speed=10)
    size = data.index(b"ispe") + 8
    return data[:size] + struct.pack(">II", 64, 64) + data[size + 8 :]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system bounds less")
def test_an_avif_that_is_larger_inside_than_it_says_takes_no_more_memory_than_another(monkeypatch):
    data = larger_inside(6000)
    assert pictures.read(data).main.width == 64, "its decoder scales it down"
    monkeypatch.setattr(decoded_apart, "MEMORY", 40 * 1024 * 1024)
    assert pictures.read(image(form="AVIF")).main.width == 900
    with pytest.raises(PictureRefused, match="broken"):
        pictures.read(data)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says the peak of one process")
def test_no_picture_takes_more_than_300_mb(tmp_path):
    """Measured in a process of its own, which begins with some 20 MB."""
    code = (
        "import sys; from pathlib import Path; from companies import pictures\n"
        "pictures.read(Path(sys.argv[1]).read_bytes())\n"
        "print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])"
    )
    peaks = {}
    for name, data in heaviest().items():
        (tmp_path / "x").write_bytes(data)
        ran = subprocess.run([sys.executable, "-c", code, tmp_path / "x"], capture_output=True, check=True, cwd=ROOT)
        peaks[name] = int(ran.stdout) // 1024
    assert max(peaks.values()) < 300, peaks


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_no_encoder_is_asked_to_think_long_whatever_the_picture_is(monkeypatch, mode):
    """What docs/performance.md measured of noise: these settings, and no more files and pixels than that."""
    asked, resized = [], []
    save, resize = Image.Image.save, Image.Image.resize

    def noted_save(self, file, form, **how):
        asked.append((form, self, how))
        save(self, file, form, **how)

    def noted_resize(self, *args, **how):
        resized.append((self.mode, self.size))
        return resize(self, *args, **how)

    monkeypatch.setattr(Image.Image, "save", noted_save)
    monkeypatch.setattr(Image.Image, "resize", noted_resize)
    pictures.encode(Image.new(mode, (pictures.LARGEST_SIDE + 10, pictures.LARGEST_SIDE)))
    settings = {
        "PNG": {"compress_level": {4}},
        "WEBP": {"quality": {80}, "method": {2 if mode == "RGBA" else 4}},
        "JPEG": {"quality": {85}, "optimize": {True}, "progressive": {True}, "exif": {b""}},
    }
    for form, _, how in asked:
        assert how.keys() == settings[form].keys()
        assert all(value in settings[form][name] for name, value in how.items()), (form, how)
    most = pictures.LARGEST_SIDE**2
    assert len(asked) == 1 + len(pictures.WIDTHS) + len(pictures.CUTS)
    assert sum(picture.width * picture.height for _, picture, _ in asked) < 2.5 * most
    # Pillow resizes what is transparent by way of a mode of its own.
    assert len([size for kind, size in resized if kind != "RGBa" and size[0] * size[1] > most / 2]) == 7


@pytest.mark.parametrize(
    ("form", "fields", "reason"),
    [
        ("WEBP", {"width": 4000, "height": 3000, "lossless": True, "method": 0}, "11 million .* save it as a JPEG"),
        ("PNG", {"width": 5000, "height": 5000}, "22 million"),
        ("JPEG", {"width": 7000, "height": 7000, "progressive": True, "subsampling": 0}, "without “progressive”"),
    ],
)
def test_what_would_take_too_much_memory_is_refused_with_what_to_do(form, fields, reason):
    with pytest.raises(PictureRefused, match=reason):
        pictures.read(image(form=form, **fields))


def test_a_large_jpeg_in_single_scans_is_refused_as_a_progressive_one_is():
    """The decoder holds both of them whole."""
    with pytest.raises(PictureRefused, match="too much memory"):
        pictures.read(in_single_scans(7000, 7000))


@pytest.mark.django_db
@pytest.mark.parametrize("stored", [0, 1, 3, 6])
def test_on_a_disk_that_fills_up_nothing_is_left_of_it(monkeypatch, settings, tmp_path, stored):
    """Else each further try, and each backup, would have less room."""
    settings.MEDIA_ROOT = tmp_path
    whole = []

    def chunks(self):
        data = self.read()
        yield data[:50]
        if len(whole) == stored:
            raise OSError(errno.ENOSPC, "No space left on device")
        whole.append(data)
        yield data[50:]

    monkeypatch.setattr(ContentFile, "chunks", chunks)
    with pytest.raises(OSError, match="No space left"):
        Photo.objects.create(file=ContentFile(image(1300, 900), name="x.jpg"))
    assert len(whole) == stored
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_on_a_disk_that_fills_up_no_copy_is_lost_that_was_to_be_made_anew(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = Photo.objects.create(file=ContentFile(image(1300, 900), name="x.jpg"))
    full = OSError(errno.ENOSPC, "No space left on device")
    first = tmp_path / photo.renditions[0]["name"]
    first.write_bytes(b"made by an older program")
    there = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def save(name, content):
        """There is as much room as the old one gave free."""
        data = content.read()
        if len(data) > len(there[first]):
            raise full
        first.write_bytes(data)
        return name

    monkeypatch.setattr(Storage, "save", lambda self, name, content: save(name, content))
    with pytest.raises(OSError, match="No space left"):
        photo.make_renditions(anew=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == there


@pytest.mark.django_db
class TestPhoto:
    def test_stored_name_says_nothing_and_cannot_be_guessed(self):
        photo = Photo.objects.create(file=ContentFile(image(), name="../../Secret Plan.jpg"))
        assert "ecret" not in photo.file.name
        assert photo.file.name.startswith("photos/")
        stem = photo.file.name.rpartition("/")[2].removesuffix(".jpg")
        assert len(stem) == 24
        assert all(stem in copy["name"] for copy in photo.renditions)
        assert all(photo.file.storage.exists(copy["name"]) for copy in photo.renditions)

    def test_saving_again_leaves_the_file_alone(self):
        photo = Photo.objects.create(file=ContentFile(image(), name="x.jpg"))
        before = photo.file.name, photo.renditions
        photo = Photo.objects.get(pk=photo.pk)
        photo.alt_text = "Words"
        photo.save()
        assert (photo.file.name, photo.renditions) == before

    def test_form_is_told_in_a_sentence(self):
        with pytest.raises(ValidationError, match="not a picture we take"):
            Photo(file=ContentFile(b"<svg/>", name="x.png")).full_clean()
        assert not Photo.objects.exists()

    def test_a_moved_focal_point_gives_new_cuts_new_names_and_leaves_the_copies(
        self, django_capture_on_commit_callbacks
    ):
        photo = Photo.objects.create(file=ContentFile(image(), name="x.jpg"))
        storage, before = photo.file.storage, photo.renditions
        with django_capture_on_commit_callbacks(execute=True):
            photo.focal_x = 0.9
            photo.save(update_fields=["focal_x"])
        photo = Photo.objects.get(pk=photo.pk)
        assert [entry for entry in photo.renditions if "cut" not in entry] == photo.renditions[: len(photo.copies)]
        assert photo.copies == [entry | {"url": storage.url(entry["name"])} for entry in before if "cut" not in entry]
        old, new = ({entry["name"] for entry in rows if "cut" in entry} for rows in (before, photo.renditions))
        assert len(new) == 3
        assert not old & new
        assert all(storage.exists(name) for name in new)
        assert not any(storage.exists(name) for name in old)
        assert photo.focus_class == "fx9 fy5"

    def test_what_is_missing_is_made_again_and_the_picture_stands_in_meanwhile(self, capsys):
        photo = Photo.objects.create(file=ContentFile(image(), name="x.jpg"))
        whole, storage = photo.renditions, photo.file.storage
        assert not photo.make_renditions()
        Photo.objects.update(renditions=[])
        bare = Photo.objects.get()
        assert (bare.srcset, bare.small["url"], bare.social["url"]) == (f"{bare.url} 900w", bare.url, bare.url)
        storage.delete(whole[0]["name"])
        call_command("rebuild_renditions")
        assert Photo.objects.get().renditions == whole
        assert storage.exists(whole[0]["name"])
        assert "made for 1 photos" in capsys.readouterr().out
        # A picture that is gone is named, and the others are made all the same.
        other = Photo.objects.create(file=ContentFile(image(), name="y.jpg"))
        storage.delete(photo.file.name)
        Photo.objects.update(renditions=[])
        with pytest.raises(CommandError, match=photo.file.name):
            call_command("rebuild_renditions")
        assert Photo.objects.get(pk=other.pk).has_all_renditions


def test_what_is_wrong_in_the_words_of_an_upload_fills_no_log(tmp_path):
    """The library says it of each: 65,000 in a picture of 780 KB were 12 MB of lines, and none of them ours."""
    entries = b"".join(struct.pack("<HHLL", number, 7, 300, 8) for number in range(1, 101))
    words = b"II*\0" + struct.pack("<LH", 8, 100) + entries + b"\0" * 4
    data, path = io.BytesIO(), tmp_path / "park.png"
    Image.new("RGB", (64, 64)).save(data, "PNG", exif=words)
    path.write_bytes(data.getvalue())
    code = "import sys; from companies import pictures; pictures.read(open(sys.argv[1], 'rb').read())"
    ran = subprocess.run(
        [sys.executable, "-c", code, path], cwd=Path(pictures.__file__).parents[1], capture_output=True, check=True
    )
    assert ran.stderr == b""
