from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """计数: how often something was asked for within one window of time, over all web processes."""

    what = models.CharField(max_length=120, help_text="what is counted, for whom")
    ends_at = models.DateTimeField(help_text="the end of the window; afterwards the row means nothing")
    n = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "ends_at"], name="tally_once_per_window")]
        indexes = [
            # the daily clearing away
            models.Index(fields=["ends_at"], name="tally_by_end")
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.n}"
