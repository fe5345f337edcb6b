from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _

from xiangyue.kernel.fields import SealedTextField
from xiangyue.lib.keyring import Box


class PersonKey(models.Model):
    """个人密钥: under which one person's details are sealed. Dropping the row makes them unreadable; a backup keeps
    this table apart from the rest, and only its newest copy.
    """

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    secret_sealed = SealedTextField()

    box: Box | None = None  # opened once

    def __str__(self) -> str:
        return f"key {self.pk}"


class Party(models.Model):
    """主体: a person, a firm, or a unit 承办单位. A person's name, phone and address are sealed; units are public."""

    KINDS = [("person", "个人"), ("firm", "企业"), ("org", "其他组织"), ("unit", "单位")]
    UNIT_KINDS = [
        ("centre", _("市民诉求处置中心")),
        ("office", _("科室")),
        ("village", _("村委会")),
        ("utility", _("公共服务企业")),
        ("department", _("区级部门")),
        ("leadership", _("镇领导")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    title = models.CharField(max_length=80, blank=True, help_text="public name of a unit or firm; empty for a person")
    code = models.CharField(max_length=40, blank=True, help_text="unit code of the town folder, or 18-digit firm code")
    unit_kind = models.CharField(max_length=12, choices=UNIT_KINDS, blank=True)
    place = models.ForeignKey("kernel.Place", models.PROTECT, null=True, blank=True, related_name="units")
    office_hours = models.CharField(
        max_length=20, blank=True, help_text="key of the town's office rule; empty = town's"
    )
    is_active = models.BooleanField(default=True)
    key = models.OneToOneField(
        PersonKey,
        models.SET_NULL,
        null=True,
        related_name="party",
        db_constraint=False,  # a backup brings the people back without the keys, which come from a copy of their own
        help_text="dropped where somebody was forgotten",
    )
    name_sealed = SealedTextField(blank=True, default="")
    phone_sealed = SealedTextField(blank=True, default="")
    address_sealed = SealedTextField(blank=True, default="")
    mail_sealed = SealedTextField(blank=True, default="")
    wechat_sealed = SealedTextField(blank=True, default="", help_text="openid of the town's mini-program")
    language = models.CharField(
        max_length=8, blank=True, default="", help_text="in which they want to be told; empty = Chinese"
    )
    name_hash = models.CharField(max_length=64, blank=True, default="", help_text="keyed hash: one person, one row")
    phone_hash = models.CharField(max_length=64, blank=True, default="", help_text="keyed hash, for look-up only")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "code"], condition=models.Q(kind="unit"), name="unit_code_once_per_town"
            )
        ]
        indexes = [
            # the dispatcher's "who else called from this number", and intake's repeat-caller mark
            models.Index(fields=["town", "phone_hash"], condition=~models.Q(phone_hash=""), name="party_by_phone")
        ]

    def __str__(self) -> str:
        return self.title or f"party {self.pk}"
