from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiangyue.kernel.fields import SealedTextField


class ApiKey(models.Model):
    """接口密钥: lets an app hand in requests in one town; only its hash is kept."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, db_index=False, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key")
    title = models.CharField(max_length=60, help_text="whose key it is")
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    per_minute = models.PositiveIntegerField(help_text="requests that it may hand in within one minute")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="open311_key_may_do_something"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("made_at")), name="open311_key_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """What came with a service request and the matter has no place for. Its text is `matter.words[:described]`."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, db_index=False, related_name="+")
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="open311")
    key = models.ForeignKey(ApiKey, models.PROTECT, db_index=False, related_name="+")
    requested_at = models.DateTimeField(help_text="when the matter was received")
    described = models.PositiveIntegerField(help_text="how many characters of the words are the caller's description")
    address = models.CharField(
        max_length=500, blank=True, help_text="address_string: where it is, as the caller wrote it"
    )
    media_url = models.CharField(max_length=500, blank=True, help_text="http(s) only; never fetched by us")
    device_hash = models.CharField(max_length=64, blank=True, help_text="keyed hash of device_id")
    account_sealed = SealedTextField(
        blank=True, default="", help_text="account_id at the app, told back to the app alone"
    )
    token = models.CharField(max_length=43, null=True, help_text="only where the app asked for one")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=Q(token__isnull=False), name="open311_token_once")
        ]
        indexes = [
            # the list of requests: a town's span of time, newest first
            models.Index(fields=["town", "requested_at", "id"], name="open311_by_moment")
        ]

    def __str__(self) -> str:
        return f"report of matter {self.matter_id}"
