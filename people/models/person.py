from django.db import models
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from companies.models import Alias, Profile, Tag


class PersonTopic(ItemBase):
    content_object = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="topic_items")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="person_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="person_topic_once")]


class Person(Profile):
    """A human whom stories name. Two people may share a name; their Chinese names and roles tell them apart."""

    family_name = models.CharField(max_length=100, blank=True, help_text="Used where a text says only “Guo”.")
    given_name = models.CharField(max_length=100, blank=True)
    topics = TaggableManager(through=PersonTopic, blank=True, related_name="people_about")

    class Meta(Profile.Meta):
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["initial", "name", "id"], name="person_by_initial"),
        ]

    def get_absolute_url(self):
        return f"/people/{self.slug}/"

    @property
    def distinction(self) -> str:
        """What tells them from a namesake: the title they hold, or held last."""
        role = self.role_on(timezone.localdate())
        return str(role) if role else ""

    def role_on(self, day):
        """The role to print beside the name for something of that day: one held then, else the last before, else None.

        Reads the prefetched roles, so a list of people costs one query more and not one each.
        """
        roles = sorted(
            (role for role in self.roles.all() if role.has_begun(day)), key=lambda role: (role.order, role.pk)
        )
        held = [role for role in roles if role.held_on(day)]
        if held:
            return held[0]
        return max(roles, key=lambda role: (role.ended, -role.order), default=None)


class PersonAlias(Alias):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person", "text", "language"], name="person_alias_once"),
        ]
