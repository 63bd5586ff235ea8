"""Which part of the queues one works on: the filters above both of them."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from companies.models import Company
from newsroom.models import Article, ArticleTag, Edition, Mention, Section
from people.models import Person

UNDECIDED, UNTAGGED, WEAK, LOW, CHANGED = "", "untagged", "weak", "low", "changed"


class QueueFilter(forms.Form):
    """Read from the address; what is no choice counts as no filter."""

    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            (UNDECIDED, "what is sure or likely"),
            (UNTAGGED, "stories without any tag"),
            (WEAK, "weak suggestions too"),
            (LOW, "weak suggestions only"),
            (CHANGED, "what changed since it was decided"),
        ],
    )
    section = forms.ModelChoiceField(Section.objects.order_by("order", "name"), required=False, empty_label="all")
    year = forms.ChoiceField(label="Published in", required=False)
    who = forms.CharField(
        label="Company or person",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    source = forms.ChoiceField(label="Import", required=False)

    def __init__(self, data):
        super().__init__(data)
        ends = Edition.objects.aggregate(first=Min("first_published_at"), last=Max("first_published_at"))
        years = (
            range(timezone.localtime(ends["last"]).year, timezone.localtime(ends["first"]).year - 1, -1)
            if ends["first"]
            else ()
        )
        sources = Article.objects.order_by("source").values_list("source", flat=True).distinct()
        self.fields["year"].choices = [("", "any year"), *((str(year), str(year)) for year in years)]
        self.fields["source"].choices = [
            ("", "all"),
            *((source or "desk", source or "written here") for source in sources[:50]),
        ]
        self.full_clean()

    @property
    def chosen(self) -> dict:
        """What was chosen, as it stands in the address."""
        return {
            name: self.data.get(name) for name in self.fields if self.cleaned_data.get(name) and self.data.get(name)
        }

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    def tags(self) -> list[int] | None:
        """The tags of those who go by the name asked for; None where nobody is asked for."""
        if not (who := self.cleaned_data.get("who", "").strip()):
            return None
        return [
            tag
            for model in (Company, Person)
            for tag in model.objects.matching(who).order_by("pk").values_list("tag", flat=True)[:100]
        ]

    def mentions(self) -> QuerySet:
        """The suggestions that are asked for, of all stories."""
        rows = self._waiting()
        if (tags := self.tags()) is not None:
            rows = rows.filter(tag__in=tags)
        if conditions := self._of_story():
            rows = rows.filter(article__in=Article.objects.filter(conditions).order_by().values("pk"))
        return rows

    def stories(self) -> QuerySet:
        """The stories that are asked for, the newest change first."""
        stories = Article.objects.filter(self._of_story())
        waiting = self._waiting()
        if (tags := self.tags()) is not None:
            waiting = waiting.filter(tag__in=tags)
        if self.cleaned_data.get("state") == UNTAGGED:
            stories = stories.filter(~Exists(ArticleTag.objects.filter(content_object=OuterRef("pk"))))
            if tags is None:
                return stories.order_by("-changed_at", "-pk")
        return stories.filter(Exists(waiting.filter(article=OuterRef("pk")))).order_by("-changed_at", "-pk")

    def _waiting(self) -> QuerySet:
        state = self.cleaned_data.get("state")
        if state == LOW:
            return Mention.objects.suggested().filter(tier=Mention.Tier.WEAK)
        return Mention.objects.suggested() if state == WEAK else Mention.objects.shown()

    def _of_story(self) -> Q:
        cleaned, conditions = self.cleaned_data, Q()
        if cleaned.get("state") == CHANGED:
            gone = Mention.objects.filter(article=OuterRef("pk"), status=Mention.Status.STALE)
            conditions &= Q(Exists(gone))
        if section := cleaned.get("section"):
            conditions &= Q(section=section)
        if source := cleaned.get("source"):
            conditions &= Q(source="" if source == "desk" else source)
        if year := cleaned.get("year"):
            zone = timezone.get_current_timezone()
            first, after = (timezone.datetime(int(year) + more, 1, 1, tzinfo=zone) for more in (0, 1))
            of_year = Edition.objects.filter(first_published_at__gte=first, first_published_at__lt=after)
            conditions &= Q(pk__in=of_year.order_by().values("article"))
        return conditions
