"""Another name, or a new company or person: what it would add to the queues, before it is saved."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction

from companies.models import Alias, Company, CompanyAlias, Tag
from newsroom.desk.admin.tagging.find import hint, named
from newsroom.desk.admin.tagging.rows import Line, Row
from newsroom.desk.mentions import Name
from newsroom.desk.tagging import archive
from newsroom.desk.tagging.directory import current_names, names_of_tags
from newsroom.models import Article
from people.models import Person, PersonAlias

EXISTING, COMPANY, PERSON = "", "company", "person"
_MODELS = {COMPANY: (Company, CompanyAlias), PERSON: (Person, PersonAlias)}
READ_AT_ONCE = 1000  # stories read while somebody waits; the rest is read by suggest_mentions
_DEFAULTS = {"language": Alias.Language.ENGLISH, "kind": Alias.Kind.SHORT, "match": Alias.Match.EXACT}
_NOBODY = "0"  # stands for whoever is not in the directory yet


class NewNameForm(forms.Form):
    new = forms.ChoiceField(
        label="It is",
        required=False,
        choices=[
            (EXISTING, "another name of somebody who is in the directory"),
            (COMPANY, "a new company or organisation"),
            (PERSON, "a new person"),
        ],
        widget=forms.RadioSelect,
    )
    who = forms.CharField(
        label="Whose name",
        required=False,
        max_length=200,
        help_text="Any name they go by, Chinese and pinyin too, or the address of their page.",
        widget=forms.TextInput(attrs={"data-find": "address", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label="Name", required=False, max_length=200, help_text="Empty: all names that they have already."
    )
    chinese_name = forms.CharField(label="Chinese name", required=False, max_length=100)
    language = forms.ChoiceField(choices=Alias.Language.choices, required=False)
    kind = forms.ChoiceField(choices=Alias.Kind.choices, required=False, initial=Alias.Kind.SHORT)
    match = forms.ChoiceField(
        label="Counts in a text", choices=Alias.Match.choices, required=False, initial=Alias.Match.EXACT
    )
    is_another = forms.BooleanField(label="It is none of these", required=False)

    profile = None
    near: list[Tag] = []  # replaced, never changed

    def clean(self):
        cleaned = super().clean()
        cleaned["text"] = " ".join(cleaned.get("text", "").split())
        cleaned |= {name: cleaned.get(name) or usual for name, usual in _DEFAULTS.items()}
        if cleaned.get("new"):
            self._clean_new(cleaned)
        else:
            self._clean_whose(cleaned)
        return cleaned

    def _clean_whose(self, cleaned: dict) -> None:
        found = named(cleaned.get("who", "").strip())
        if len(found) == 1:
            self.profile = found[0].profile
            if cleaned["text"] and self.profile.aliases.filter(text=cleaned["text"]).exists():
                self.add_error("text", f"{self.profile} goes by that name already.")
        elif found:
            namesakes = "; ".join(f"{tag.profile} ({tag.profile.slug}), {hint(tag)}" for tag in found)
            self.add_error("who", f"{len(found)} go by that name: {namesakes}. Write the address in brackets.")
        else:
            self.add_error("who", "Nobody in the directory goes by that name.")

    def _clean_new(self, cleaned: dict) -> None:
        if not cleaned["text"]:
            self.add_error("text", "Give the name.")
            return
        known = current_names().directory.near(cleaned["text"])
        same = named(cleaned["text"])
        ids = [*(tag.pk for tag in same), *(int(name.entity_id) for name in known)]
        by_id = {tag.pk: tag for tag in Tag.objects.with_profiles().filter(pk__in=ids)}
        self.near = [by_id[pk] for pk in dict.fromkeys(ids) if pk in by_id]
        if self.near and not cleaned.get("is_another"):
            self.add_error(
                "text",
                "There are near ones in the directory already, named below. If it is one of them, add this as their "
                "other name; if not, tick that it is none of these.",
            )

    def names(self) -> list[Name]:
        """The names that are asked about, as the matcher takes them."""
        cleaned = self.cleaned_data
        if cleaned.get("new"):
            both = [(cleaned["text"], cleaned["language"]), (cleaned["chinese_name"], Alias.Language.SIMPLIFIED)]
            return [Name(text, _NOBODY, cleaned["new"], language) for text, language in both if text]
        tag, type_ = str(self.profile.tag_id), self.profile._meta.model_name
        if not cleaned["text"]:
            return list(names_of_tags([self.profile.tag_id]))
        return [Name(cleaned["text"], tag, type_, cleaned["language"], cleaned["kind"], cleaned["match"])]


class NewName(admin.ModelAdmin):
    def new_name_view(self, request):
        is_asked = "text" in request.GET or "who" in request.GET
        form = NewNameForm(request.POST or (_DEFAULTS | request.GET.dict() if is_asked else None))
        said = None
        if form.is_bound and form.is_valid():
            if not self._may_save(request, form):
                form.add_error(
                    None, "Your role lets you look, not save: names are changed by those who keep the directory."
                )
            if "save" in request.POST and not form.errors:
                return self._save_name(request, form)
            said = archive.forecast(names) if (names := form.names()) else None
        stories = Article.objects.in_bulk([pk for pk, _ in said.examples]) if said else {}
        return self.screen(
            request,
            "new_name",
            "Tagging desk: add a name",
            "new",
            crumb="Add a name",
            form=form,
            forecast=said,
            near=[(Row(tag), hint(tag)) for tag in form.near],
            saves=bool(said and not form.errors and (form.cleaned_data["text"] or form.cleaned_data["new"])),
            examples=[(_example(one), stories[pk]) for pk, one in said.examples if pk in stories] if said else [],
        )

    def _may_save(self, request, form: NewNameForm) -> bool:
        new = form.cleaned_data.get("new")
        model = _MODELS[new][0] if new else type(form.profile)
        verb = "add" if new else "change"
        return request.user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")

    def _save_name(self, request, form: NewNameForm):
        cleaned, names = form.cleaned_data, form.names()
        with transaction.atomic():
            profile = self._saved(cleaned, form.profile)
            self.log_addition_of(request, profile, cleaned)
        stories = archive.candidates([name for name in names if name.match != Alias.Match.NEVER])
        found = sum(new for _, new in archive.read_again(stories[:READ_AT_ONCE], processes=1))
        rest = len(stories) - READ_AT_ONCE
        more = (
            f" {rest:,} more stories may have it; “manage.py suggest_mentions --name-of {profile.slug}” reads them."
            if rest > 0
            else ""
        )
        what = f"“{cleaned['text']}” is saved" if cleaned["text"] else "Their stories are read again"
        self.message_user(
            request,
            f"{what}. {found} new suggestion{'' if found == 1 else 's'}, waiting here.{more}",
            messages.SUCCESS,
        )
        if cleaned["text"]:
            return self.to(self._name_url(profile.tag_id, cleaned["text"]))
        return self.to(self.url("names", query=f"who={profile.slug}"))

    def _saved(self, cleaned: dict, profile):
        """Whoever the name is of, with the name."""
        if cleaned["new"]:
            model, _ = _MODELS[cleaned["new"]]
            return model.objects.create(name=cleaned["text"], chinese_name=cleaned["chinese_name"])
        if cleaned["text"]:
            alias_model = CompanyAlias if isinstance(profile, Company) else PersonAlias
            alias_model.objects.create(
                **{profile._meta.model_name: profile},
                text=cleaned["text"],
                language=cleaned["language"],
                kind=cleaned["kind"],
                match=cleaned["match"],
            )
        return profile

    def log_addition_of(self, request, profile, cleaned: dict) -> None:
        """In the admin's own log, beside what the profile's form writes there."""
        what = "Added at the tagging desk." if cleaned["new"] else f"Added the name “{cleaned['text']}”."
        if cleaned["new"] or cleaned["text"]:
            self.log_change(request, profile, what)


def _example(one) -> Line:
    spot = one.spot
    before, _, after = spot.sentence.partition(spot.identity.surface)
    return Line(None, before, spot.identity.surface, after)
