"""Rows of a story's history: what it said after a save, and who took which step."""

from collections.abc import Iterable

from newsroom.models import Article, Event, Revision, Stage, search


def name_of(user) -> str:
    """How a person stands in the history, so that it can be read when the account is gone."""
    return (user.get_full_name() or user.get_username()) if user else ""


def revision_row(article: Article, content: dict, by, at) -> Revision:
    """The story's newest revision, not saved yet; its number is the one the article carries."""
    return Revision(
        article=article, number=article.revision, author=by, author_name=name_of(by), at=at, content=content
    )


def keep(revisions: Iterable[Revision]) -> None:
    """Write revisions down, and let the desk find their stories by what they say now."""
    revisions = list(revisions)
    for revision in revisions:
        revision.put_seal()
    kept = Revision.objects.bulk_create(revisions)
    # A story that says what readers see is found by its edition.
    is_public = {revision.article_id for revision in kept if revision.article.stage == Stage.PUBLISHED}
    search.index_drafts((each.article_id, each.content) for each in kept if each.article_id not in is_public)
    search.forget_drafts(list(is_public))


def find_again(article: Article) -> None:
    """Let the desk find a story by its newest revision that readers see no more."""
    search.index_drafts((article.pk, revision.content) for revision in article.revisions.all()[:1])


def event_row(article: Article, verb: str, by, at, *, from_stage, to_stage="", comment="", details=None) -> Event:
    """An event of the story, not saved yet."""
    return Event(
        article=article,
        headline=article.headline,
        actor=by,
        actor_name=name_of(by),
        verb=verb,
        revision=article.revision or None,
        from_stage=from_stage,
        to_stage=to_stage or article.stage,
        comment=comment,
        details=details or {},
        at=at,
    )
