from __future__ import annotations

from django.conf import settings
from django.db import models

from xiangyue.kernel.fields import SealedTextField


class SeatChange(models.Model):
    """岗位变动: what an administrator, or the worker, did to a seat or to its holder's account. Only ever added to."""

    WHATS = [
        ("given", "登记岗位"),
        ("ended", "结束岗位"),
        ("reset", "重置密码"),
        ("locked", "锁定账号"),
        ("unlocked", "解锁账号"),
        ("unpaired", "重置第二因素"),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(
        "kernel.Seat",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the administrator's seat; none where the worker did it",
    )
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="changes")
    what = models.CharField(max_length=8, choices=WHATS)
    effective_at = models.DateTimeField(null=True, help_text="from when a seat is held, or ended")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            # the page of changes, newest first
            models.Index(fields=["town", "-at"], name="seat_changes_newest_first")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.what} {self.at:%F %T}"


class OneTimePassword(models.Model):
    """一次性密码: while this row stands, the user's next log-in leads to choosing a password of one's own."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%F %T}"


class SecondFactor(models.Model):
    """第二因素: the secret that a user's phone counts its codes from (TOTP, RFC 6238)."""

    town = models.ForeignKey(
        "kernel.Place", models.PROTECT, related_name="+", help_text="of the seat from which it was paired"
    )
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    secret_sealed = SealedTextField()
    made_at = models.DateTimeField()
    last_step = models.BigIntegerField(help_text="of 30 seconds: a code of this step or an older one is used up")

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%F %T}"


class RecoveryCode(models.Model):
    """恢复码: opens once where the phone is not at hand. The row goes when it is used."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery")
    digest = models.CharField(max_length=64, help_text="keyed hash")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.factor_id}"


class RoleNetworks(models.Model):
    """登录地址: from which networks a role comes in. A role without a row comes in from everywhere."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=14)
    networks = models.JSONField(help_text="list[str] in CIDR form, IPv4 or IPv6")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "role"], name="role_networks_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.networks}"


class PastPassword(models.Model):
    """用过的密码: what a user chose and when, as the hash that stood beside the name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    encoded = models.CharField(max_length=128)
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.chosen_at:%F %T}"


class Chore(models.Model):
    """每日例行: one thing that is done once a day (a town's seal, a purge), when it last was, and why it was not."""

    name = models.CharField(max_length=60, unique=True)
    done_on = models.DateField(null=True, help_text="the town's day for which it was done last")
    done_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0, help_text="since it was done last")
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} {self.done_on}"


class Line(models.Model):
    """后台线: one line of the worker, its last sign of life, and what it stumbled over last."""

    name = models.CharField(max_length=20, unique=True)
    beaten_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at:%F %T}"


class Trace(models.Model):
    """访问日志的一行: one request of somebody who works here, or of a token. Only ever added to, purged by a dated
    rule.

    `seq` and hashes are the chain's: the worker gives them in order, so that web processes do not wait for one another.
    """

    KINDS = [
        ("page", "访问"),
        ("export", "导出、下载"),
        ("reveal", "查看联系方式"),
        ("login", "登录"),
        ("failed", "登录失败"),
        ("refused", "被拒绝"),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=KINDS)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=20, blank=True)
    is_token = models.BooleanField(default=False)
    address = models.CharField(max_length=45)
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=80, help_text="the name of the address; empty where there is none")
    path = models.CharField(max_length=200, help_text="without its query, secrets left out")
    status = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField(null=True)
    algorithm = models.CharField(max_length=10, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "seq"], name="trace_once_in_the_chain")]
        indexes = [
            # the auditor's page, newest first
            models.Index(fields=["town", "at", "id"], name="trace_newest_first"),
            # one person's lines
            models.Index(fields=["user", "at", "id"], name="trace_of_a_person"),
            # what the worker has to chain
            models.Index(fields=["town", "id"], condition=models.Q(seq=None), name="trace_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.path} {self.at:%F %T}"


class Check(models.Model):
    """核验: the whole chain read again on an auditor's word, and what was found."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0, help_text="events that stood there when it began")
    read = models.PositiveIntegerField(default=0, help_text="of them, so far")
    n_faults = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, help_text="list[str]: the first of them in words")
    error = models.TextField(blank=True, default="", help_text="why it could not be done to its end")

    class Meta:
        indexes = [
            # the auditor's list, newest first
            models.Index(fields=["town", "-asked_at", "-id"], name="checks_newest_first"),
            # what the worker has to do
            models.Index(fields=["asked_at", "id"], condition=models.Q(done_at=None), name="checks_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.town_id} {self.asked_at:%F %T}"

    @property
    def is_whole(self) -> bool:
        return self.done_at is not None and not self.n_faults and not self.error

    @property
    def percent(self) -> int:
        return 100 * self.read // self.total if self.total else 0


class TraceHead(models.Model):
    """访问日志的链头: where a town's chain ends, and how far the syslog server has been told."""

    town = models.OneToOneField("kernel.Place", models.PROTECT, related_name="+")
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    chained_at = models.DateTimeField()
    sent_seq = models.BigIntegerField(default=0)
    send_after = models.DateTimeField(
        null=True, help_text="set where the syslog server did not take what was sent last"
    )

    def __str__(self) -> str:
        return f"{self.town_id} {self.seq}"


class TraceDay(models.Model):
    """访问日志的日结: where the chain ended on a day. These stand in the seals and are never purged."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    seq = models.PositiveIntegerField(help_text="of the days themselves, from 1")
    upto = models.BigIntegerField(help_text="seq of the day's last line")
    digest = models.CharField(max_length=64, help_text="hash of that line")
    closed_at = models.DateTimeField()
    algorithm = models.CharField(max_length=10)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    seal = models.ForeignKey("kernel.Seal", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="trace_day_once_in_the_chain"),
            models.UniqueConstraint(fields=["town", "day"], name="trace_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.town_id} {self.day}"
