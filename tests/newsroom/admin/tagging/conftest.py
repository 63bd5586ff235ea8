import pytest

from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk.tagging import suggestions

BODY = (
    "<p>Lenovo Group opened a laboratory in Haidian on Monday. Lenovo said that it would hire 200 people.</p>"
    "<p>Baidu was there as well.</p>"
)


@pytest.fixture
def lenovo(db):
    return make_company("Lenovo Group", chinese_name="联想集团", aliases=["Lenovo"])


@pytest.fixture
def baidu(db):
    return make_company("Baidu", chinese_name="百度")


@pytest.fixture
def read():
    """A story that the matcher has read, at the desk or, with `live`, before readers too."""

    def make(headline="A laboratory opens", *, live=False, body=BODY, **fields):
        story = (
            make_edition(headline, body=body, **fields).article if live else make_article(headline, body=body, **fields)
        )
        suggestions.refresh(story)
        return story

    return make
