import pytest
from django.core.management import call_command

from newsroom.models import Correction, Edition, Slot

pytestmark = pytest.mark.django_db


def test_the_desk_leaves_its_traces_on_the_demo_site_once(client, settings, tmp_path, small_drawings, capsys):
    settings.MEDIA_ROOT = str(tmp_path)
    call_command("demo")
    for _ in range(2):
        call_command("demo", "--if-empty", "--at-work")
        capsys.readouterr()
    assert (Correction.objects.count(), Slot.objects.count()) == (1, 5)
    year = Edition.objects.latest("live_from").live_from.year
    for slug, status in (("summer-census", 200), ("opening-hours", 410), ("a-walk-through-the-park", 200)):
        assert client.get(f"/news/{year}/{slug}/").status_code == status
    assert client.get(f"/news/{year}/summer-census/changes/").status_code == 200
    story = client.get(f"/news/{year}/summer-census/").content.decode()
    for said in ("Use of AI:", "newsdesk@park.example", "It was 1,012.", "About Zhongguancun Science Park:"):
        assert said in story
    assert client.get(f"/news/{year}/a-walk-through-the-park/").content.decode().count('class="gallery"') == 1
