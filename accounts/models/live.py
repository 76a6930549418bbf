"""The live channel of an installation without Redis: one row a name, one number a change."""

from django.db import models


class Announcement(models.Model):
    """How often a thing ("rep-7", "team-3") has changed; open pages poll for a new number."""

    name = models.CharField(max_length=80, unique=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} #{self.number}"
