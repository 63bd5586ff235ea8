"""An import that is killed at any moment and run again comes to the same end as one that was left alone."""

import io
import json
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from tests.newsroom.conftest import ROOT, own_site

STORIES, KILLS = 45, 10
DRIVER = Path(__file__).with_name("killed_import.py")


def picture(number: int) -> bytes:
    image = Image.new("RGB", (60, 40), (number * 5 % 255, 120, 200))
    ImageDraw.Draw(image).text((4, 4), str(number), fill="white")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def write_export(folder: Path) -> Path:
    items = []
    for number in range(STORIES):
        if number % 3 == 0:
            (folder / f"p{number % 9}.png").write_bytes(picture(number % 9))
        text = f'<img src="http://old.example.org/p{number % 9}.png" alt="A chart"/>' if number % 3 == 0 else ""
        items.append(
            f"<item><title>Story {number % 20}</title><link>http://old.example.org/2019/story-{number}/</link>"
            f"<content:encoded><![CDATA[<p>Paragraph {number}.</p>{text}]]></content:encoded>"
            f"<wp:post_id>{number}</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
            f"<wp:post_name>story-{number % 20}</wp:post_name><wp:post_date_gmt>2019-03-04 05:06:07</wp:post_date_gmt>"
            f'<category domain="category">Shelf {number % 4}</category><category domain="post_tag">T{number % 7}'
            "</category></item>"
        )
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    path = folder / "export.xml"
    path.write_text(f'<rss version="2.0" {names}><channel><title>Old</title>{"".join(items)}</channel></rss>')
    return path


def stand(path: Path, environment: dict, kills: int) -> tuple[list, list]:
    """How the site stands after `kills` imports that were killed and one that was not, and after one more."""
    command = [sys.executable, DRIVER, path, str(STORIES), str(kills)]
    output = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    first, second = output.splitlines()
    return json.loads(first), json.loads(second)


def test_import_killed_ten_times_comes_to_the_same_end(tmp_path):
    for name in ("export", "left-alone", "killed"):
        (tmp_path / name).mkdir()
    path = write_export(tmp_path / "export")
    with own_site(tmp_path / "left-alone") as environment:
        expected, _ = stand(path, environment, 0)
    assert len(expected[0]) == STORIES
    with own_site(tmp_path / "killed") as environment:
        first, again = stand(path, environment, KILLS)
    assert first == expected
    assert again == expected
