"""Plain functions that put one thing into the database, with sensible defaults: for the demo site and for tests."""

import itertools

from companies.models import Company, CompanyAlias, Tag
from newsroom.desk import workflow
from newsroom.models import Article, ArticleCredit, Edition, Section, Stage
from people.models import Person, PersonAlias, Role

_number = itertools.count(1)


def make_section(name: str = "News", **fields) -> Section:
    """The section of that name, made if it is missing."""
    return Section.objects.get_or_create(name=name, defaults=fields)[0]


def make_company(name: str = "", *, aliases=(), topics=(), **fields) -> Company:
    """A company with its tag; `aliases` are texts, or dicts of an alias's fields; `topics` are names."""
    company = Company.objects.create(name=name or f"Company {next(_number)}", **fields)
    _describe(company, CompanyAlias, "company", aliases, topics)
    return company


def make_person(name: str = "", *, aliases=(), topics=(), title: str = "", organisation="", **fields) -> Person:
    """A person with their tag; `title` gives them a role, at `organisation`, which is a name or a Company."""
    person = Person.objects.create(name=name or f"Person {next(_number)}", **fields)
    _describe(person, PersonAlias, "person", aliases, topics)
    if title:
        company = organisation if isinstance(organisation, Company) else None
        Role.objects.create(person=person, title=title, company=company, organisation="" if company else organisation)
    return person


def make_article(headline: str = "", *, tags=(), credits=(), by=None, section="News", **fields) -> Article:
    """A draft. `tags` are names, Tags or profiles; `credits` are names or dicts of a credit's fields."""
    fields.setdefault("standfirst", "What happened, in one sentence.")
    fields.setdefault("body", "<p>The first paragraph.</p>\n<p>The second paragraph.</p>")
    article = Article(
        headline=headline or f"Story {next(_number)}",
        section=make_section(section) if isinstance(section, str) else section,
        **fields,
    )
    return workflow.create(
        article,
        tags=find_tags(tags),
        credits=[
            ArticleCredit(**credit) if isinstance(credit, dict) else ArticleCredit(name=credit) for credit in credits
        ],
        by=by,
    )


def make_edition(headline: str = "", *, until=None, **fields) -> Edition:
    """A story that readers see now, approved and published by the system."""
    return publish(make_article(headline, **fields), until=until)


def publish(article: Article, **options) -> Edition:
    """Review the story as it is saved and publish it, without asking who may."""
    _review(article)
    return workflow.publish(article, **options)


def schedule(article: Article, **options) -> Edition:
    """Review the story as it is saved and schedule it, without asking who may."""
    _review(article)
    return workflow.schedule(article, **options)


def _review(article: Article) -> None:
    if article.stage == Stage.DRAFT and article.edited_by_id:
        workflow.submit(article)
    if article.stage in (Stage.DRAFT, Stage.IN_REVIEW):
        workflow.approve(article)


def find_tags(things) -> list[Tag]:
    """The tags meant by names, Tags and profiles, made where a name has none yet."""
    return [
        thing
        if isinstance(thing, Tag)
        else Tag.objects.get_or_make([thing])[thing]
        if isinstance(thing, str)
        else thing.tag
        for thing in things
    ]


def _describe(profile, alias_model, owner: str, aliases, topics) -> None:
    for alias in aliases:
        alias_model.objects.create(**{owner: profile}, **(alias if isinstance(alias, dict) else {"text": alias}))
    profile.topics.add(*find_tags(topics))
