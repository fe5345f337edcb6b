from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Letter(models.Model):
    """来信: what the mailbox alone knows of a matter. The stage is worked out from the matter (rules.stage_of), never
    stored.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="letter")
    writer = models.CharField(max_length=64, blank=True, default="", help_text="visitor's keyed hash; empty = browser")
    screening_note = models.TextField(blank=True, default="", help_text="the clerk's words to the secretary")
    draft = models.TextField(
        blank=True, default="", help_text="instruction prepared by the clerk; only the secretary signs"
    )
    draft_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    draft_at = models.DateTimeField(null=True)
    left_by_history = models.BooleanField(default=False, help_text="历史遗留")
    since_year = models.PositiveSmallIntegerField(null=True, help_text="the year the trouble began")
    evidence = models.ForeignKey("kernel.Attachment", models.PROTECT, null=True, related_name="+", db_index=False)
    history_closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_by_history=False, since_year=None) | Q(left_by_history=True, since_year__isnull=False),
                name="letter_history_has_its_year",
            ),
            models.CheckConstraint(
                condition=Q(history_closed_at=None, evidence=None)
                | Q(left_by_history=True, history_closed_at__isnull=False, evidence__isnull=False),
                name="letter_history_closed_on_evidence",
            ),
        ]
        indexes = [
            # a writer's own list, and how many they wrote today
            models.Index(fields=["town", "writer", "id"], condition=~Q(writer=""), name="letter_by_writer"),
            # the year's account: matters left by history that were closed
            models.Index(
                fields=["town", "history_closed_at"], condition=Q(left_by_history=True), name="letter_history"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.matter_id}"


class Evaluation(models.Model):
    """评价: one evaluator's score and comment on a letter, once in each round (a reopening begins a new one)."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="evaluations", db_index=False)
    evaluator = models.CharField(max_length=20, help_text="key of the town's evaluators")
    evaluator_name = models.CharField(max_length=40, help_text="as it was called then")
    round = models.PositiveSmallIntegerField(help_text="how often the letter had been reopened")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(
        "kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False, help_text="null = the writer"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "evaluator", "round"], name="evaluation_once_a_round"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="evaluation_one_to_five"),
        ]
        indexes = [
            # the month's averages
            models.Index(fields=["town", "at"], name="evaluation_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.evaluator} {self.score}"


class Meeting(models.Model):
    """约访下访: the secretary receives people by appointment or goes to where they are; people are counted, never
    named.
    """

    KINDS = [("appointment", "约访"), ("field", "下访")]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=KINDS)
    held_on = models.DateField()
    place = models.CharField(max_length=120)
    people = models.PositiveSmallIntegerField(help_text="person-times received")
    seat = models.ForeignKey(
        "kernel.Seat", models.PROTECT, related_name="+", db_index=False, help_text="the secretary who received them"
    )
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="meetings")
    note = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__gte=1), name="meeting_receives_somebody")]
        indexes = [
            # the list of meetings, and people received in a span of days
            models.Index(fields=["town", "held_on", "id"], name="meeting_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on} {self.people}"


class WaitingPhoto(models.Model):
    """A photo that was uploaded before its letter: cleaned, kept for its visitor alone until the letter takes it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    writer = models.CharField(max_length=64, help_text="visitor's keyed hash")
    file = models.FileField(upload_to="waiting/")
    title = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    lon = models.FloatField(null=True, help_text="WGS-84, where the camera says it was taken")
    lat = models.FloatField(null=True)
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("kept_at")), name="waiting_photo_ends")]
        indexes = [
            # a letter takes its photos; how many a visitor has waiting
            models.Index(fields=["town", "writer", "id"], name="waiting_photo_of_writer"),
            # the worker's sweep
            models.Index(fields=["expires_at"], name="waiting_photo_to_purge"),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"
