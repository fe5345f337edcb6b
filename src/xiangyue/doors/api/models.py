from __future__ import annotations

from django.db import models


class Token(models.Model):
    """接口令牌: acts as one seat; only its hash is kept."""

    seat = models.ForeignKey("kernel.Seat", models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
