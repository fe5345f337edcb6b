from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

ROLES: dict[str, tuple[str, str]] = {
    "dispatcher": ("调度员", "Dispatcher"),
    "reviewer": ("退单审核", "Objection reviewer"),
    "handler": ("承办人", "Handler"),
    "village": ("村干部", "Village secretary"),
    "secretary": ("镇党委书记", "Party secretary"),
    "leader": ("分管领导", "Leader in charge"),
    "callback": ("回访员", "Call-back clerk"),
    "letters": ("信箱专员", "Mailbox clerk"),
    "reception": ("接待专员", "Reception clerk"),
    "grid": ("网格员", "Grid worker"),
    "member": ("责任区党员", "Party member with a zone"),
    "steward": ("企业服务专员", "Enterprise steward"),
    "statistician": ("统计员", "Statistician"),
    "auditor": ("审计员", "Auditor"),
    "privacy": ("个人信息保护专员", "Privacy officer"),
    "admin": ("系统管理员", "Administrator"),
    "district": ("区热线工作专班", "District office"),
}

# Which matters a role may see at all; `access.visible_to` reads it. "kind:NAME" = only matters of that kind.
SCOPES: dict[str, str] = {
    "dispatcher": "town",
    "reviewer": "town",
    "handler": "unit",
    "village": "unit",
    "secretary": "town",
    "leader": "town",
    "callback": "town",
    "statistician": "town",
    "auditor": "none",
    "privacy": "none",
    "admin": "none",
    "district": "district",
    "letters": "town",
    "reception": "kind:visit",
    "grid": "none",
    "member": "none",
    "steward": "kind:firm_request",
}


class SeatQuerySet(models.QuerySet["Seat"]):
    def on(self, moment: datetime) -> SeatQuerySet:
        """Seats held at this moment."""
        return self.filter(since__lte=moment).filter(models.Q(until=None) | models.Q(until__gt=moment))


class Seat(models.Model):
    """岗位: who sits where, in which role, from when to when. Rights follow from seats."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="seats")
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=14, choices=[(key, zh) for key, (zh, _) in ROLES.items()])
    holder = models.CharField(max_length=40, help_text="the name shown beside deeds")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="seat_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["user", "unit", "role", "since"], name="seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.title} {ROLES[self.role][0]} {self.holder}"

    @property
    def title(self) -> str:
        return f"{ROLES[self.role][0]} · {self.unit.title}"
