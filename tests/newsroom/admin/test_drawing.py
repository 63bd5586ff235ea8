"""Forms are drawn by ourselves for their speed: the outcome is what Django's own templates give."""

import re
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import widgets
from django.forms.renderers import DjangoTemplates
from django.test import override_settings
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from companies.admin.drawing import Drawing
from companies.models import Photo
from newsroom.demo.make import make_article
from newsroom.models import Article, ArticleCredit
from tests.newsroom.admin.access import Park, Row, patterns

FIELDSET = "admin/includes/fieldset.html"
NASTY = "<script>\"'&</script>"
_CHOICES = [("", "---"), ("a", NASTY), (NASTY, "B"), ("Group & co", [(1, "one"), (2, mark_safe("<b>two</b>"))])]


@contextmanager
def as_django_draws():
    """Django's renderer of forms, and its template of a group of fields."""
    stock = Path(admin.__file__).parent / "templates" / FIELDSET
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", {FIELDSET: stock.read_text()}),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    with override_settings(TEMPLATES=templates, FORM_RENDERER="django.forms.renderers.DjangoTemplates"):
        yield


@pytest.mark.parametrize("value", [None, "", "a", NASTY, mark_safe("<i>"), 2, ["a", 2]])
@pytest.mark.parametrize(
    "attrs",
    [
        {"id": "id_x"},
        {"id": NASTY, "required": True, "disabled": False, "data-x": NASTY, "class": mark_safe("a&amp;b"), "rows": 2},
    ],
)
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.HiddenInput(),
        forms.NumberInput(),
        forms.EmailInput(),
        forms.PasswordInput(render_value=True),
        forms.CheckboxInput(),
        forms.Textarea(),
        forms.Select(choices=_CHOICES),
        forms.SelectMultiple(choices=_CHOICES),
        forms.RadioSelect(choices=_CHOICES),
        forms.URLInput(),
        widgets.AdminSplitDateTime(),
        widgets.AdminDateWidget(),
        widgets.AdminTimeWidget(),
        widgets.AdminURLFieldWidget(),
        widgets.AdminTextInputWidget(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_a_control_is_as_djangos(widget, value, attrs):
    if isinstance(value, list) != isinstance(widget, (forms.SelectMultiple, forms.MultiWidget)):
        value = "a"
    if isinstance(widget, forms.MultiWidget):
        value = ["2026-11-24", NASTY]
    ours, stock = (widget.render("x", value, attrs, renderer=renderer) for renderer in (Drawing(), DjangoTemplates()))
    assert parse_html(ours) == parse_html(stock)


@pytest.mark.parametrize("plus", [True, False])
def test_a_plus_beside_a_choice_is_as_djangos(plus):
    rel = ArticleCredit._meta.get_field("person").remote_field
    widget = widgets.RelatedFieldWidgetWrapper(forms.Select(), rel, admin.site, can_add_related=plus)
    ours, stock = (widget.render("x", None, {}, renderer=renderer) for renderer in (Drawing(), DjangoTemplates()))
    assert parse_html(ours) == parse_html(stock)
    assert ("add-related" in ours) == plus


def _drawn(client, address: str, post=None):
    """The form of a page, without what is another one each time."""
    answer = client.get(address) if post is None else client.post(address, post)
    if answer.status_code != 200:
        return answer.status_code
    main = answer.content.decode().partition('<main id="content-start"')[2]
    assert "<form" in main
    main = re.sub(r'(name="(?:csrfmiddlewaretoken|token)" value=")\w+', r"\1", main)
    return parse_html(re.sub(r' nonce="[^"]+"', "", main).partition("</main>")[0])


@pytest.mark.django_db
def test_every_form_of_the_admin_is_as_djangos(clock):
    park = Park()
    photo = Photo.objects.create(file="photos/b.jpg", width=4, height=3, alt_text=NASTY)
    park.things["draft"] = make_article(NASTY, lead_photo=photo, credits=["Wang & co", "Li"], by=park.users["writer"])
    of = {
        "companies_company": "company",
        "people_person": "person",
        "companies_tag": "tag",
        "companies_photo": "photo",
        "newsroom_section": "section",
        "newsroom_redirect": "redirect",
        "newsroom_slot": "slot",
        "newsroom_article": "draft",
        "auth_user": "user",
        "auth_group": "group",
        "newsroom_edition": "edition",
    }
    addresses = [park.path(Row(0, f"{name}_change", thing, "GET", ())) for name, thing in of.items()]
    addresses += [park.path(Row(0, f"{name}_add", "-", "GET", ())) for name in of if f"{name}_add" in patterns()]
    step = "newsroom_article_step"
    addresses += [park.path(Row(0, f"{step}~schedule", "approved", "GET", ()))]
    addresses += [park.path(Row(0, f"{step}~correct", "live_approved", "GET", ()))]
    asked = [(visitor, address, None) for visitor in ("admin", "tagger") for address in addresses]
    # A form that comes back with what is wrong in it.
    asked += [("admin", address, {"_end": "1", "version": "1"}) for address in addresses if "add" in address]
    differing = []
    forms_seen = 0
    for visitor, address, post in asked:
        ours = _drawn(park.clients[visitor], address, post)
        with as_django_draws():
            stock = _drawn(park.clients[visitor], address, post)
        forms_seen += not isinstance(ours, int)
        if ours != stock:
            differing.append((visitor, address, post))
    assert not differing
    assert forms_seen > 2 * len(of)


@pytest.mark.django_db
def test_what_is_typed_is_escaped_once_and_never_trusted(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root"))
    story = make_article("Plain", dateline=NASTY)
    page = client.get(f"/admin/newsroom/article/{story.pk}/change/").content.decode()
    assert Article.objects.get().dateline == NASTY
    assert "&lt;script&gt;&quot;&#x27;&amp;&lt;/script&gt;" in page
    assert NASTY not in page
