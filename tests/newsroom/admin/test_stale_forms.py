"""Two people with forms open for as long as they like, in any order: no word is lost that was told saved.

STALE_FORMS=100 tries so many orders of 20 acts each.
"""

import os
import re
from itertools import count, pairwise
from random import Random

import pytest

from newsroom.demo.make import make_article
from newsroom.desk import tick
from tests.newsroom.admin.screens import change_url, fields_of, step_url

pytestmark = pytest.mark.django_db

WORD = re.compile(r"word\d+")
WHERE = ("headline", "standfirst", "after", "instead")
STEPS = ("submit", "return", "approve", "publish", "withdraw", "reinstate")
ACTS = ("open_form", "write", "write_and_save", "save", "meet", "meet", "take_step", "press", "let_time_pass")


def words(said) -> set[str]:
    """Those that stand in a page, or in what a form or a revision holds."""
    return set(WORD.findall(str(said)))


class Desk:
    """What each of the two has before them, and which words they have seen there."""

    def __init__(self, people, chance: Random):
        self.people, self.chance, self.numbers = {user.username: user for user in people}, chance, count(1)
        body = "".join(f"<p>Here stands {self.word()}.</p>" for _ in range(3))
        self.story = make_article(self.word(), body=body, by=people[0])
        self.address = change_url(self.story)
        self.forms, self.steps, self.done = {}, {}, []
        self.seen = {name: set() for name in self.people}

    def word(self) -> str:
        return f"word{next(self.numbers)}"

    def act(self) -> None:
        act, name = self.chance.choice(ACTS), self.chance.choice(sorted(self.people))
        self.done.append((act, name))
        before = self.revisions()
        getattr(self, act)(name)
        for old, new in pairwise([*before[-1:], *self.revisions()[len(before) :]]):
            unseen = words(old.content) - words(new.content) - self.seen[new.author.username]
            assert not unseen, ("somebody took away what they have not seen", self.done)

    def revisions(self) -> list:
        return list(self.story.revisions.order_by("number").select_related("author"))

    def look(self, name, answer) -> set[str]:
        """Everything that stands on a page was seen by whoever it was sent to."""
        assert answer.status_code in (200, 403, 409), (answer.status_code, self.done)
        found = words(answer.content.decode())
        self.seen[name] |= found
        return found

    def open_form(self, name):
        page = self.people[name].client.get(self.address)
        self.look(name, page)
        self.forms[name] = (fields_of(page), "Save", set())

    def write(self, name):
        if name not in self.forms:
            self.open_form(name)
        fields, _, mine = self.forms[name]
        if "headline" not in fields:  # theirs to read only, as once readers see it
            del self.forms[name]
            return
        mine.add(word := self.word())
        where = self.chance.choice(WHERE)
        if where == "instead":
            fields["body"] = [WORD.sub(word, fields["body"][0], count=1)]
        elif where == "after":
            fields["body"] = [f"{fields['body'][0]}<p>After it {word}.</p>"]
        else:
            fields[where] = [word]

    def save(self, name):
        if name not in self.forms:
            return
        fields, press, mine = self.forms.pop(name)
        typed = mine & words(fields)
        answer = self.people[name].client.post(self.address, fields | {"_save": press})
        if answer.status_code == 302:
            assert typed <= words([revision.content for revision in self.revisions()]), ("told saved", self.done)
            return
        assert typed <= self.look(name, answer), ("what is refused comes back", self.done)
        if "headline" in (again := fields_of(answer)):
            assert typed <= words(again), ("to be saved from there", self.done)
            self.forms[name] = (again, "over" if answer.status_code == 409 else "Save", mine)

    def write_and_save(self, name):
        self.write(name)
        self.save(name)

    def meet(self, name):
        """The other one saves while this one writes, who is told so and goes on."""
        (other,) = self.people.keys() - {name}
        self.open_form(name)
        self.open_form(other)
        self.write_and_save(other)
        self.write_and_save(name)
        self.save(name)

    def take_step(self, name):
        """Or open its page, and press its button some other time."""
        step = self.chance.choice(STEPS)
        page = self.people[name].client.get(step_url(self.story, step))
        if page.status_code == 200:
            self.steps[name] = (step, fields_of(page) | {"reason": ["Because."]})
            if self.chance.random() < 0.5:
                self.press(name)

    def press(self, name):
        if name in self.steps:
            step, fields = self.steps.pop(name)
            answer = self.people[name].client.post(step_url(self.story, step), fields | {"_save": "Save"})
            assert answer.status_code in (200, 302, 403, 409), (answer.status_code, self.done)

    def let_time_pass(self, name):
        tick.run()


@pytest.mark.parametrize("seed", range(int(os.environ.get("STALE_FORMS", "1"))))
def test_no_word_is_lost_by_a_form_that_is_old(editor, managing_editor, seed):
    desk = Desk([editor, managing_editor], Random(seed))
    for _ in range(20):
        desk.act()
    assert len(desk.revisions()) > 3
