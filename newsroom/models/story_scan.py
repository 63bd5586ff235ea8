from django.db import models

from newsroom.models.article import Article


class StoryScan(models.Model):
    """That the matcher has read a working copy: which text, against which state of the directory, and when."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="scan")
    digest = models.CharField(max_length=32)
    names = models.PositiveBigIntegerField()  # NamesVersion when it was read
    matcher = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["names", "matcher"], name="story_scan_by_state")]

    def __str__(self):
        return f"story {self.article_id}, names {self.names}, matcher {self.matcher}"
