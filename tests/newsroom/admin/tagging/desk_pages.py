"""Where the pages of the tagging desk are, and how one uses them without scripts."""

from django.contrib.messages import get_messages

from tests.newsroom.admin.screens import fields_of, url


def queue() -> str:
    return url("newsroom_mention_changelist")


def story_url(story) -> str:
    return url("newsroom_mention_story", story.pk)


def name_url(company, name: str) -> str:
    return url("newsroom_mention_name", company.tag_id) + f"?name={name}"


def tell(client, address, **changes):
    """Post the page's form as it stands, with changes; the answer is what the redirect leads to."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, fields_of(page) | changes, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request)) or " ".join(
        str(message) for message in response.context["messages"]
    )
