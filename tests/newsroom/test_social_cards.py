"""What other sites show beside a link to a story without a picture."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from newsroom import social_cards
from newsroom.demo.make import make_edition, publish
from newsroom.desk import workflow
from newsroom.models import Edition
from newsroom.social_cards import lettering
from newsroom.social_cards.drawing import SIZE, card


def drawn(headline, language="en", kicker="News"):
    return Image.open(io.BytesIO(card(headline, language, kicker, "Test Park")))


def ink(image) -> int:
    """How many pixels of the upper part are as dark as letters."""
    return sum(image.crop((0, 60, SIZE[0], 480)).convert("L").histogram()[:90])


class TestDrawing:
    def test_the_headline_is_written_on_the_card(self):
        image = drawn("Park aims high")
        assert (image.size, image.format) == (SIZE, "JPEG")
        assert ink(image) > 2 * ink(drawn("Park"))
        assert ink(drawn("Ł“é–…")) > 1000

    @pytest.mark.parametrize("headline", ["x" * 400, "word " * 200, "हिन्दी", "", "\U0010fffe"])
    def test_what_cannot_be_written_leaves_the_parks_name_alone(self, headline):
        image = drawn(headline)
        assert image.size == SIZE
        assert abs(ink(image) - ink(drawn("हिन्दी"))) < 100

    def test_lines_stay_within_the_card_and_break_where_they_may(self):
        text = "Zhongguancun sets its sights on a worldwide role in technology"
        lines = lettering.fit(text, "en", 1040, 400, (96, 60))
        assert " ".join(lines.rows) == text
        assert len(lines.rows) * lines.leading <= 400
        assert all(lettering.length(row, "en", lines.size) <= 1040 for row in lines.rows)
        assert lettering._pieces("中关村，2013年: x y") == ["中", "关", "村，", "2013", "年: ", "x ", "y"]


@pytest.mark.django_db
class TestCards:
    @pytest.fixture(autouse=True)
    def _media(self, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)

    def test_a_published_story_has_a_card_and_says_so(self, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            edition = make_edition("Park aims high")
        name = social_cards.name_of(edition)
        assert f'<meta property="og:image" content="http://testserver/media/{name}">' in client.get(
            edition.get_absolute_url()
        ).content.decode().replace("\n", "")
        answer = client.get(f"/media/{name}")
        assert b"".join(answer).startswith(b"\xff\xd8")
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert client.get(f"/media/{name}", headers={"If-None-Match": answer["ETag"]}).status_code == 304
        workflow.withdraw(edition.article, reason="Wrong.")
        assert client.get(f"/media/{name}").status_code == 404

    def test_the_address_follows_the_headline_and_nothing_else(self, client):
        edition = make_edition("Park aims high")
        first = social_cards.name_of(edition)
        article = edition.article
        article.body = "<p>Another text.</p>"
        workflow.save(article)
        assert social_cards.name_of(publish(article)) == first
        article.headline = "Park aims higher"
        workflow.save(article)
        assert social_cards.name_of(publish(article)) != first
        assert client.get(f"/media/{first}").status_code == 404

    def test_a_card_that_is_not_drawn_yet_never_shows_an_empty_frame(self, client):
        edition = make_edition("Park aims high")
        answer = client.get(f"/media/{social_cards.name_of(edition)}")
        assert (answer.status_code, answer["Location"]) == (302, "/static/img/card.png")
        assert client.get(f"/media/{social_cards.name_of_site()}").status_code == 302
        for name in ("cards/1-0000000000000000.jpg", "cards/x", "cards/../secret", "cards/site-0000000000000000.jpg"):
            assert client.get(f"/media/{name}").status_code == 404, name

    def test_the_command_draws_what_is_missing(self, capsys):
        editions = [make_edition(f"Story {number}") for number in range(3)]
        call_command("make_social_cards", newest=2)
        call_command("make_social_cards")
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["2", "1"]
        assert all(default_storage.exists(social_cards.name_of(edition)) for edition in editions)
        assert default_storage.exists(social_cards.name_of_site())

    def test_a_fault_while_drawing_is_logged_and_the_story_is_out(
        self, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(social_cards, "card", lambda *args: 1 / 0)
        with django_capture_on_commit_callbacks(execute=True):
            make_edition("Park aims high")
        assert Edition.objects.live().exists()
        assert "make_social_cards" in caplog.text
