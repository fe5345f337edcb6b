from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.kernel.fields import SealedTextField
from xiangyue.kernel.sealing import contact
from xiangyue.lib.masking import mask_phone


class Channel(models.Model):
    """通知渠道: one way of telling, set up by the administrator. The address holds keys, so it is sealed.

    `unit` empty: for requesters (sms, mail, wechat), or for the town's centre (robots).
    """

    KINDS = [
        ("wecom", "企业微信机器人"),
        ("dingtalk", "钉钉机器人"),
        ("wechat", "微信订阅消息"),
        ("sms", "短信"),
        ("mail", "邮件"),
    ]
    FOR_REQUESTERS = ("wechat", "sms", "mail")

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=60)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    address_sealed = SealedTextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asks = models.BooleanField(default=False, help_text="a question may go out by it, and its answer come back")
    hears_hash = models.CharField(
        max_length=64, null=True, unique=True, help_text="keyed: the secret end of the address that answers come to"
    )

    class Meta:
        indexes = [
            # whom an event is told to
            models.Index(fields=["town", "unit"], condition=Q(ended_at=None), name="channel_in_use")
        ]

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """通知用语: the town's own words for an event; what is not here is told in the words of the event's room."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    event = models.CharField(max_length=40)
    audience = models.CharField(max_length=10)
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "event", "audience", "language"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.audience} {self.language}"


class Notice(models.Model):
    """通知: one message about one event to one person or unit by one way. The row is the outbox of the sender."""

    STATES = [("waiting", _("待发送")), ("sent", _("已送达渠道")), ("failed", _("没发成")), ("dropped", _("不再发"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey("kernel.Event", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="notices", db_index=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="notices", db_index=False)
    audience = models.CharField(max_length=10)
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=500, help_text="holds no name, phone or address")
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField(help_text="not before: quiet hours, or the next try")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # one message per event and person and way, whatever happens to the reaction
            models.UniqueConstraint(fields=["event", "party", "channel"], name="notice_once")
        ]
        indexes = [
            # the sender's loop
            models.Index(fields=["next_try_at", "id"], condition=Q(state="waiting"), name="notice_to_send"),
            # the desk's list
            models.Index(fields=["town", "state", "made_at", "id"], name="notice_by_state"),
            # the matter's own page
            models.Index(fields=["matter"], name="notice_of_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.audience} {self.state}"


class Ring(models.Model):
    """铃: an event that concerns a unit, or one seat alone, told on its own pages whatever channels there are."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    event = models.ForeignKey("kernel.Event", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="+", db_index=False)
    audience = models.CharField(max_length=10)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, seat__isnull=False) | Q(unit__isnull=False, seat__isnull=True),
                name="ring_for_unit_or_seat",
            ),
            models.UniqueConstraint(fields=["event", "unit"], condition=Q(seat=None), name="ring_once_per_unit"),
            models.UniqueConstraint(fields=["event", "seat"], condition=Q(unit=None), name="ring_once_per_seat"),
        ]
        indexes = [
            # what every open page asks again and again: the newest of one's unit and of one's own
            models.Index(fields=["unit", "id"], condition=Q(seat=None), name="ring_of_unit"),
            models.Index(fields=["seat", "id"], condition=Q(unit=None), name="ring_of_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.audience}"


class Heard(models.Model):
    """听到哪里: up to which ring a seat has read."""

    seat = models.OneToOneField("kernel.Seat", models.CASCADE, primary_key=True, related_name="+")
    up_to = models.BigIntegerField(help_text="key of the newest ring that it had before it")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id} {self.up_to}"


class Reply(models.Model):
    """短信回复: one message that somebody sent back, and what became of it."""

    STATES = [("taken", _("已采纳")), ("asked", _("已再问一次")), ("left", _("等人看")), ("seen", _("已看过"))]
    WHY = [
        ("unknown", _("没有登记过这个电话")),
        ("nothing_asked", _("没有等着他回复的事")),
        ("unclear", _("没看明白")),
        ("which", _("不知说的哪一件")),
        ("no_more", _("不想再收短信")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="replies", db_index=False)
    key = models.CharField(max_length=64, help_text="the gateway's own number of the message")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=STATES, default="left")
    why = models.CharField(max_length=16, choices=WHY, blank=True, default="")
    at = models.DateTimeField()
    seen_by = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="sms_reply_once")]
        indexes = [
            # the desk's list
            models.Index(fields=["town", "state", "-at", "-id"], name="sms_reply_by_state"),
            # what is kept of a person
            models.Index(fields=["party"], name="sms_reply_of_party"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def whose(self) -> str:
        """The telephone, masked."""
        return mask_phone(contact(self.party, "phone"))
