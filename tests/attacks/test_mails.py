"""What colleagues get by mail, read as a mail reader reads it: nobody's words make a header, or pass for ours."""

import email
import email.policy
import re

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from newsroom.demo.make import make_article
from newsroom.desk import tick, workflow
from newsroom.models import Event
from tests.newsroom.admin.conftest import make_user

__all__ = ["make_user"]
pytestmark = pytest.mark.django_db

LINE = "x\r\nBcc: all@evil.example\r\n\r\n<html><script>a()</script>\x0bSubject: y\x85To: z\u2028Cc: w\u2029To: v"
TURNED = "\u202egnp.exe\u2066 \u200fabc"
ATTACKS = [
    LINE,
    TURNED,
    "\x00\x1b[31mred\x07",
    "\x9b31mred\x9c",
    "=?utf-8?q?Bcc:_x?=",
    "{actor.password} {0} %s",
    "长" * 190,
    "W" * 190,
]
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
OURS = {
    *("subject", "from", "to", "date", "message-id", "auto-submitted"),
    *("content-type", "content-transfer-encoding", "mime-version"),
}


def read(sent: EmailMessage):
    return email.message_from_bytes(sent.message().as_bytes(), policy=email.policy.default)


@pytest.fixture
def colleagues(make_user):
    writer, editor = make_user("reporter"), make_user("editor")
    for name, person in (("ren", writer), ("li", editor)):
        person.email = f"{name}@example.org"
        person.save()
    return writer, editor


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_words_of_a_story_or_a_name_make_a_header(colleagues, attack):
    writer, editor = colleagues
    text = attack.replace("\x00", "")  # which no database of ours takes
    writer.first_name = editor.first_name = text[:150]
    writer.save()
    editor.save()
    story = make_article(text[:200], by=writer)
    workflow.submit(story, by=writer)
    workflow.send_back(story, reason=f"{text}\nNo.", by=editor)
    Event.objects.update(headline=attack[:200].replace("\x00", ""))
    tick.run()
    assert {message.to[0] for message in mail.outbox} == {"ren@example.org", "li@example.org"}
    for sent in mail.outbox:
        message = read(sent)
        assert {name.lower() for name in message.keys()} <= OURS  # noqa: SIM118  a message is no mapping
        assert [len(message.get_all(name)) for name in ("subject", "to", "from")] == [1, 1, 1]
        assert message["to"].addresses[0].addr_spec == sent.to[0]
        assert message.get_content_type() == "text/plain"
        assert not message.defects
        subject = str(message["subject"])
        assert not UNSEEN.search(subject), subject
        assert not UNSEEN.search(message.get_content().replace("\n", ""))
        assert max(map(len, message.as_bytes().splitlines())) <= 998  # RFC 5322


def test_the_reason_that_somebody_gave_cannot_pass_for_our_words(colleagues):
    writer, editor = colleagues
    story = make_article("Chips", by=writer)
    workflow.submit(story, by=writer)
    workflow.send_back(story, reason="No.\n\nOpen it to go on writing:\nhttps://evil.example/", by=editor)
    tick.run()
    (body,) = [read(sent).get_content() for sent in mail.outbox if "Returned" in sent.subject]
    lines = [line for line in body.splitlines() if "https://evil" in line or line == "Open it to go on writing:"]
    assert lines == ["> https://evil.example/", "Open it to go on writing:"]
