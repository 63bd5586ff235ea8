"""A story's tags as the desk's forms ask for them, by kind, and what readers see of the story meanwhile."""

from companies.admin.fields import find_topics, offer_new
from companies.models import Company, Tag
from newsroom.models import Article, Edition
from people.models import Person, Role

# The fields whose autocompletes our three tag fields use.
COMPANIES = Role._meta.get_field("company")
PEOPLE = Role._meta.get_field("person")
TOPICS = Article._meta.get_field("tags")


def sorted_tags(tags) -> dict[str, list]:
    """The tags as the three fields take them: companies and people themselves, topics by name."""
    chosen = {"companies": [], "people": [], "topics": []}
    for tag in tags.with_profiles():
        profile = tag.profile
        if isinstance(profile, Company):
            chosen["companies"].append(profile)
        elif isinstance(profile, Person):
            chosen["people"].append(profile)
        else:
            chosen["topics"].append(tag.name)
    return chosen


def ready_fields(form, request) -> None:
    """Let the three fields of `form` offer what the user may make, without asking for what they begin with."""
    form.fields["topics"].let(request.user)
    for name, source in (("companies", COMPANIES), ("people", PEOPLE)):
        form.fields[name].widget.knows(form.initial.get(name, ()))
        offer_new(form.fields[name], source, request)


def chosen_tags(cleaned: dict) -> list[Tag]:
    """The union of the three fields."""
    profiles = [*cleaned["companies"].select_related("tag"), *cleaned["people"].select_related("tag")]
    return list(dict.fromkeys([*(profile.tag for profile in profiles), *find_topics(cleaned["topics"])]))


def live_edition(article: Article) -> Edition | None:
    """What readers see of the story now."""
    return Edition.objects.live().filter(article=article).defer("body", "body_html").first()
