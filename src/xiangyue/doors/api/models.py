from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiangyue.kernel.fields import SealedTextField


class Token(models.Model):
    """接口令牌: acts as one seat, for the deeds it was given for; only its hash is kept."""

    seat = models.ForeignKey("kernel.Seat", models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=60)
    deeds = models.JSONField(default=list, help_text="list[str]: the only deeds it opens; empty = all of its seat's")
    made_at = models.DateTimeField()
    until = models.DateTimeField(help_text="from then on it opens nothing; an end that was asked for stands here too")

    def __str__(self) -> str:
        return self.title


class WebHook(models.Model):
    """事件推送: events that a seat may see are posted to an address, in order, each batch signed.

    The secret is sealed under the house's key: it is an app's and nobody's, so that forgetting a person leaves it.

    `last_event_id` is the cursor: what stands behind it has been taken by the other side.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    seat = models.ForeignKey(
        "kernel.Seat", models.CASCADE, related_name="webhooks", help_text="what is told is what it may see"
    )
    url = models.URLField(max_length=300)
    secret_sealed = SealedTextField()
    names = models.JSONField(default=list, help_text="list[str]: only events of these names; empty = all")
    last_event_id = models.BigIntegerField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="failures in a row")
    error = models.CharField(max_length=300, blank=True, default="")
    delivered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the sender's loop
            models.Index(fields=["next_try_at", "id"], condition=Q(ended_at=None), name="webhook_to_send")
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"
