from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """阅: a leader has read a matter. Counted, so that "all read" is a fact."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="readings")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "seat"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.at:%F}"


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def standing(self) -> InstructionQuerySet:
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Instruction(models.Model):
    """批示: what the leader wrote on a matter, and which unit follows it."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="instructions")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    follower = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, help_text="a slip of the hand; it stays and counts no more")
    is_same_day = models.BooleanField(help_text="written within the noon-to-noon window after the one it came in")

    objects = InstructionQuerySet.as_manager()

    class Meta:
        indexes = [
            # the year's account: instructed on its day, of all received
            models.Index(fields=["town", "at"], name="instruction_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.text[:20]}"
