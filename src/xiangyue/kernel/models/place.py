from __future__ import annotations

from django.db import models


class Place(models.Model):
    """地点: district → town → village → grid. A town is a place; everything else belongs to one."""

    LEVELS = [
        ("district", "区"),
        ("town", "镇街"),
        ("village", "村"),
        ("grid", "网格"),
        ("road", "道路"),
        ("water", "水系"),
        ("site", "点位"),
    ]

    town = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name="镇街",
        help_text="empty for a district and for the town itself",
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.CharField(max_length=10, choices=LEVELS)
    code = models.CharField(max_length=40, help_text="official 12-digit code where there is one")
    name = models.CharField(max_length=60)
    aliases = models.JSONField(default=list, help_text="list[str]: other names found in texts")
    lon = models.FloatField(null=True, help_text="WGS-84")
    lat = models.FloatField(null=True, help_text="WGS-84")
    boundary = models.JSONField(null=True, help_text="GeoJSON geometry, WGS-84")
    boundary_changed_at = models.DateTimeField(null=True, help_text="tells those who keep drawn shapes to draw anew")
    residents = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "level", "code"], name="place_code_once_per_town"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(level__in=["town", "district"]), name="town_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
