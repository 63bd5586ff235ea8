from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone

from newsroom.models.article import Article

STALE = timedelta(minutes=2)  # without a sign of life; then whoever worked on it is taken for dead


def private_storage():
    """Where files lie that no reader may ever be served."""
    return storages["private"]


class ImportRunQuerySet(models.QuerySet):
    def waiting(self):
        """Runs that somebody should work on: asked for, or left by a process that died."""
        dead = models.Q(state__in=ImportRun.WORKING, alive_at__lt=timezone.now() - STALE)
        return self.filter(models.Q(state__in=ImportRun.ASKED) | dead)


class ImportRun(models.Model):
    """An upload of stories, companies or people from elsewhere: looked through first, then mapped, then brought in.

    Looking is a dry run, and writes nothing but its report. Each claim is a conditional UPDATE, so that two processes
    never work on one run.
    """

    class Kind(models.TextChoices):
        STORIES = "stories", "stories"
        COMPANIES = "companies", "companies"
        PEOPLE = "people", "people"

    class State(models.TextChoices):
        TO_LOOK = "to_look", "waits to be looked through"
        LOOKING = "looking", "being looked through"
        LOOKED = "looked", "looked through"
        TO_BRING = "to_bring", "waits to come in"
        BRINGING = "bringing", "coming in"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"
        FAILED = "failed", "failed"

    ASKED = (State.TO_LOOK, State.TO_BRING)
    WORKING = (State.LOOKING, State.BRINGING)

    file = models.FileField("file", storage=private_storage, upload_to="imports/%Y/%m/", max_length=200, editable=False)
    name = models.CharField("file", max_length=200, editable=False)
    kind = models.CharField("holds", max_length=9, choices=Kind, default=Kind.STORIES, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.TO_LOOK, editable=False)
    # What was asked: "publish", "pages", "tag_names", and "ordered_by" whom; and who is who: {"authors": {…},
    # "sections": {…}, "twins": {…}}.
    options = models.JSONField(default=dict, editable=False)
    found = models.JSONField(default=dict, editable=False)  # what there is to be mapped
    counts = models.JSONField(default=dict, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    about = models.PositiveIntegerField("about as many entries", default=0, editable=False)
    trouble = models.TextField(blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    by_name = models.CharField("by", max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField("uploaded", auto_now_add=True)
    alive_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def is_dead(self) -> bool:
        """Somebody began to work on it and gives no sign of life."""
        return self.state in self.WORKING and self.alive_at is not None and self.alive_at < timezone.now() - STALE

    @property
    def is_at_work(self) -> bool:
        return self.state in (*self.ASKED, *self.WORKING) and not self.is_dead

    @property
    def is_looked_through(self) -> bool:
        """Whether the report tells what would happen rather than what did."""
        return self.state in (self.State.TO_LOOK, self.State.LOOKING, self.State.LOOKED)


class ImportLine(models.Model):
    """What an import says of one entry of its files."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=9)
    title = models.CharField(max_length=300, blank=True)
    has_notes = models.BooleanField(default=False)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entry = models.JSONField(default=dict)  # the line of the report as `--report` writes it

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_line_once")]
        indexes = [models.Index(fields=["run", "action", "number"], name="import_line_by_action")]

    def __str__(self):
        return self.title
