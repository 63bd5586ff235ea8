"""Values that no form of ours and no link would send: whatever they are, the answer is a page that says so."""

import re
from html.parser import HTMLParser

from django.contrib import admin
from django.test import TestCase, override_settings

from companies.admin.whole_forms import ENDING
from tests.attacks.addresses import Place, close, undone
from tests.newsroom.admin.access import quickly

NUMBERS = ["x", "a\0", "9" * 20]  # that are none of any row
WORDS = ["x", "a\0", "-1", "9" * 20, "-" + "9" * 20, "9" * 5000, "1.5", "١"]
_SUBMITS = {"submit", "button", "reset", "image", "file"}


class Form(HTMLParser):
    """What a browser would send of a page's forms, in `values`, and which of them nobody types."""

    def __init__(self, page: bytes):
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.selects: set[str] = set()
        self.hidden: set[str] = set()
        self._select = self._text = ""
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name") or ""
        if tag == "option" and self._select and "selected" in attrs:
            self.values[self._select].append(attrs.get("value") or "")
        elif tag in {"input", "select", "textarea"} and name and attrs.get("type") not in _SUBMITS:
            said = self.values.setdefault(name, [])
            if tag == "select":
                self._select = name
                self.selects.add(name)
            elif tag == "textarea":
                self._text = name
                said.append("")
            elif attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs:
                said.append(attrs.get("value") or "")
                if attrs.get("type") == "hidden" and name not in {"csrfmiddlewaretoken", ENDING}:
                    self.hidden.add(name)

    def handle_data(self, data):
        if self._text:
            self.values[self._text][0] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._text = ""


@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
class ForgedValues(TestCase):
    """Asked by whoever may do everything, of every screen of the desk that is registered."""

    @classmethod
    def setUpTestData(cls):
        cls.place = Place()
        cls.client_ = cls.place.clients["admin"]
        cls.client_.raise_request_exception = False
        cls.forms = list(cls._forms())

    def setUp(self):
        self.wrong = []

    @classmethod
    def lists(cls):
        return {f"/admin/{model._meta.app_label}/{model._meta.model_name}/": model for model in admin.site._registry}

    def ask(self, method: str, address: str, data):
        with undone():
            answer = getattr(self.client_, method)(address, data)
            if answer.streaming and answer.status_code == 200:
                b"".join(answer)
            close(answer)
        if answer.status_code >= 500:
            self.wrong.append((method, address, f"{data!r:.300}", repr(answer.exc_info and answer.exc_info[1])[:90]))
        return answer

    def fine(self):
        assert not self.wrong, "\n".join(map(str, self.wrong))

    @classmethod
    def _forms(cls):
        """The address and the form of every screen on which one writes: of what is there, or else a new one."""
        for base, model in cls.lists().items():
            thing = cls.place.things["draft"] if base.endswith("/article/") else model._default_manager.first()
            for address in [*([f"{base}{thing.pk}/change/"] if thing else []), f"{base}add/"]:
                page = cls.client_.get(address)
                form = Form(page.content if page.status_code == 200 else b"")
                if ENDING in form.values and form.values.keys() - {ENDING, "csrfmiddlewaretoken"}:
                    yield address, form
                    break

    def test_no_choice_that_was_made_up_brings_a_form_down(self):
        """Drawn whole, for the form that comes back shows what was chosen."""
        seen = 0
        for address, form in self.forms:
            for word in NUMBERS:
                for names in (form.selects, form.hidden):
                    seen += len(names)
                    self.ask("post", address, form.values | {name: [word] for name in names})
        assert seen > 180
        self.fine()

    def test_no_text_that_was_made_up_does(self):
        """In all fields of text at once: one that is refused hides nothing of the others."""
        with quickly(self.place):
            for address, form in self.forms:
                for word in ["x", "a\0", "9" * 5000, "-" + "9" * 20, "١", "0000-00-00", "[]"]:
                    texts = {name: [word] for name in form.values.keys() - form.selects - form.hidden}
                    kept = {ENDING: form.values[ENDING]}
                    self.ask("post", address, form.values | texts | kept)
                    self.ask("post", address, dict.fromkeys(form.values, [word, word]) | kept)
                self.ask("post", address, {ENDING: form.values[ENDING]})
        self.fine()

    def test_no_rows_that_were_made_up_are_taken_or_make_a_page_of_thousands(self):
        """Numbers of rows that a formset counts, and rows of another story's."""
        other = self.place.things["published"]
        credit = other.credits.create(name="Printed there", order=1)
        address = f"/admin/newsroom/article/{self.place.things['draft'].pk}/change/"
        draft = Form(self.client_.get(address).content)
        with quickly(self.place):
            for screen, form in self.forms:
                for end in ("-TOTAL_FORMS", "-INITIAL_FORMS"):  # of all formsets at once: none hides another's
                    names = {name for name in form.values if name.endswith(end)}
                    for word in ("x", "-1", "99999"):
                        self.ask("post", screen, form.values | dict.fromkeys(names, [word]))
                    self.ask("post", screen, {key: value for key, value in form.values.items() if key not in names})
            stolen = {"credits-TOTAL_FORMS": "1", "credits-INITIAL_FORMS": "1", "credits-0-id": str(credit.pk)}
            stolen |= {"credits-0-article": str(other.pk), "credits-0-name": "Mine", "credits-0-order": "1"}
            stolen["credits-0-role"] = "writer"
            for more in ({}, {"credits-0-DELETE": "on"}):
                self.client_.post(address, draft.values | stolen | more)
                credit.refresh_from_db()
                assert (credit.name, credit.article) == ("Printed there", other)
        self.fine()

    def test_no_word_in_the_address_of_a_list_brings_it_down(self):
        pages = {base: self.client_.get(base) for base in self.lists()}
        with quickly(self.place):
            for base, page in pages.items():
                if page.status_code != 200:
                    continue
                names = set(re.findall(r"[?&;]([a-z_]+)=", page.content.decode()))
                names |= {
                    "q",
                    "p",
                    "o",
                    "e",
                    "all",
                    "_popup",
                    "_to_field",
                    "_changelist_filters",
                    "_facets",
                    "id",
                    "pk",
                }
                listed = admin.site.get_model_admin(self.lists()[base])
                for item in listed.list_filter:
                    field = item[0] if isinstance(item, (list, tuple)) else item
                    if isinstance(field, str):
                        names |= {
                            f"{field}{end}" for end in ("", "__exact", "__in", "__isnull", "__id__exact", "__gte")
                        }
                if listed.date_hierarchy:
                    names |= {f"{listed.date_hierarchy}__{part}" for part in ("year", "month", "day", "gte", "lt")}
                for name in names:
                    for word in ("x", "a\0", "9" * 5000):
                        self.ask("get", base, {name: word})
                    self.ask("get", f"{base}export.csv", {name: "x"})
                    if base.endswith(("/company/", "/person/")):
                        self.ask("get", f"{base}table.csv", {name: "x"})
                for filters in ("%zz", "p=x", "a=b&a=c", "\0", "&" * 100, "%00", "é"):
                    self.ask("get", f"{base}add/", {"_changelist_filters": filters})
        self.fine()

    def test_no_number_in_an_address_brings_a_screen_down(self):
        with quickly(self.place):
            for base in self.lists():
                for number in ("0", "9" * 5000, "x", "%00", "_00", "%FF"):
                    for screen in ("change", "history"):
                        self.ask("get", f"{base}{number}/{screen}/", {})
                    for screen in ("change", "delete"):
                        self.ask("post", f"{base}{number}/{screen}/", {"post": "yes", ENDING: "1"})
        self.fine()

    def test_no_action_takes_what_is_no_row(self):
        with quickly(self.place):
            for base, model in self.lists().items():
                listed, request = admin.site.get_model_admin(model), self.client_.get("/admin/").wsgi_request
                for action in [*listed.get_actions(request), "delete_selected", "x", "\0", "__class__"]:
                    for chosen in NUMBERS:
                        for post in ({}, {"post": "yes"}):
                            asked = {"action": action, "_selected_action": [chosen], "index": "0"}
                            self.ask("post", base, asked | post)
                    self.ask("post", base, {"action": action, "index": "x"})
                    self.ask("post", base, {"action": action, "index": "0", "select_across": "1"})
        self.fine()

    def test_no_autocomplete_is_brought_down(self):
        usual = {"app_label": "newsroom", "model_name": "articlecredit", "field_name": "person", "term": "a"}
        assert self.client_.get("/admin/autocomplete/", usual).status_code == 200
        with quickly(self.place):
            for name in [*usual, "page"]:
                for word in [*WORDS, "", "0", "id", "pk", "article", "__class__", "a" * 5000, "%", "_", "\\"]:
                    self.ask("get", "/admin/autocomplete/", usual | {name: word})
                self.ask("get", "/admin/autocomplete/", {key: usual[key] for key in usual if key != name})
        self.fine()
