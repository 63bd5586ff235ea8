"""Pieces of pages: equal values find the HTML that they made, and nothing but equal ones."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe

from newsroom.demo.make import make_company, make_edition, make_person

PIECE = Template("{% load kept %}{% kept shown=shown %}<b>{{ shown }}</b>{% endkept %}")


def printed(shown) -> str:
    return PIECE.render(Context({"shown": shown}))


def test_equal_values_make_a_piece_once(settings, monkeypatch):
    settings.DEBUG = False
    piece = Template("{% load kept %}{% kept names=names %}{{ names|join:' ' }}{% endkept %}")
    assert piece.render(Context({"names": ["a", "b"]})) == "a b"
    (node,) = piece.nodelist.get_nodes_by_type(type(PIECE.nodelist[1]))
    monkeypatch.setattr(node, "nodes", None)
    assert piece.render(Context({"names": ("a", "b")})) == "a b"


@pytest.mark.parametrize(("one", "other"), [(1, True), ("<i>", mark_safe("<i>")), ("", None)])  # noqa: S308
def test_values_that_only_look_alike_make_different_pieces(one, other, settings):
    settings.DEBUG = False
    assert printed(one) != printed(other)


def test_what_does_not_tell_its_content_is_refused():
    with pytest.raises(TypeError, match="doesn’t tell all that it says"):
        printed(object())


def test_nothing_but_the_named_values_stands_inside():
    template = Template("{% load kept %}{% kept a=a %}{{ a }}{{ b|default:'-' }}{% endkept %}")
    assert template.render(Context({"a": "1", "b": "2"})) == "1-"


def test_a_value_needs_a_name():
    with pytest.raises(TemplateSyntaxError, match="has no name"):
        Template("{% load kept %}{% kept a %}{% endkept %}")


@pytest.mark.django_db
def test_a_story_shows_each_change_of_what_is_kept(client, settings):
    """Menu, byline, who is in the story and what is related: each from rows that somebody changes."""
    settings.DEBUG = False
    company, person = make_company("Xiaomi"), make_person("Guo Hong", title="Director", organisation="The park")
    edition = make_edition(
        "Park aims high", tags=[company, person, "chips"], credits=[{"name": "Guo Hong", "person": person}]
    )
    other = make_edition("Second story", tags=[company, "chips"])

    def page() -> str:
        return client.get(edition.get_absolute_url()).content.decode()

    assert "Also about Xiaomi and chips" in page()
    company.name = "Mi"
    company.save()
    assert "Also about Mi and chips" in page()
    role = person.roles.get()
    role.title = "Chair"
    role.save()
    assert "Chair" in (now := page())
    assert "Director" not in now
    person.is_listed = False
    person.save()
    assert f'rel="author" href="{person.get_absolute_url()}"' not in page()
    section = edition.section
    section.name = "Enterprises"
    section.save()
    assert '">Enterprises</a>' in page()
    type(other).objects.filter(pk=other.pk).update(live_from="1999-01-01T00:00Z", live_until="2000-01-01T00:00Z")
    assert "Second story" not in page()
