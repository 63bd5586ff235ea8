from django.conf import settings
from django.db import models

from companies.models import Tag
from newsroom.models.article import Article
from newsroom.models.mention import Mention


class Decision(models.Model):
    """What a person said to a suggestion, and how far it reaches. Rows are added and never changed.

    One act, such as accepting forty lines at once, is one `batch`. `details` holds what undoing it needs: the states
    before, and the tags that it put on or took from stories. An undo is a row of its own that names what it undoes.
    """

    class Verb(models.TextChoices):
        ACCEPT = "accept", "accepted"
        REJECT = "reject", "rejected"
        RULE = "rule", "set how the name counts"
        ROLE = "role", "said what the story is about"
        LINK = "link", "said whether the name is a link"
        UNDO = "undo", "undone"

    class Scope(models.TextChoices):
        MENTION = "mention", "here"
        STORY = "story", "in this story"
        NAME = "name", "this name for this company or person"
        PAIR = "pair", "this one for that one"

    verb = models.CharField(max_length=6, choices=Verb)
    scope = models.CharField(max_length=7, choices=Scope, default=Scope.MENTION)
    batch = models.CharField(max_length=32)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="tagging_decisions"
    )
    mention = models.ForeignKey(Mention, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.SET_NULL, related_name="tagging_decisions")
    tag_name = models.CharField(max_length=200, blank=True)
    # Where the name was said to be another's: whose.
    other_tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    tier = models.CharField(max_length=6, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    matcher = models.CharField("matcher’s version", max_length=20)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["batch"], name="decision_by_batch"),
            models.Index(fields=["by", "-id"], name="decision_by_person"),
            models.Index(fields=["tag", "name", "-id"], name="decision_by_name"),
        ]

    def __str__(self):
        return f"{self.by_name or 'the system'}: {self.get_verb_display()} {self.tag_name} {self.get_scope_display()}"
