from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.desks.council.rules import BODIES, QUORUMS, ROUTES, STEPS
from xiangyue.kernel.models.coded import Coded

_BODIES = list(BODIES.items())


class Member(models.Model):
    """组成人员: who belongs to a body of a village, from when to when."""

    POSTS = [("", _("成员")), ("secretary", _("书记")), ("director", _("主任")), ("both", _("书记、主任一人兼"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    body = models.CharField(max_length=16, choices=_BODIES)
    name = models.CharField(max_length=40)
    post = models.CharField(max_length=10, choices=POSTS, blank=True, default="")
    household = models.CharField(max_length=20, blank=True, default="", help_text="which household it speaks for")
    is_representative = models.BooleanField(default=False)
    is_woman = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, help_text="first day on which it no longer belongs to the body")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village", "body", "name", "household"], condition=Q(until=None), name="council_member_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="council_member_ends_later"
            ),
        ]
        indexes = [
            # the body as it stood on a day
            models.Index(fields=["village", "body", "since"], name="council_member_of_body")
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """议题: what the table keeps beside its matter. `shown_*` are the words for everybody; empty: not shown yet."""

    SOURCES = [
        ("matters", _("群众诉求")),
        ("villager", _("村民提出")),
        ("town", _("镇里提出")),
        ("secretary", _("村党组织提出")),
        ("unreasonable", _("不合理诉求认定")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.OneToOneField("kernel.Matter", models.PROTECT, related_name="topic")
    source = models.CharField(max_length=12, choices=SOURCES)
    is_moral = models.BooleanField(default=False, help_text="公序良俗: talked over, never judged; nobody is named")
    shown_title = models.CharField(max_length=120, blank=True, default="")
    shown_text = models.TextField(blank=True, default="")
    shown_at = models.DateTimeField(null=True)
    is_procedure = models.BooleanField(default=False, help_text="decided by 四议两公开")
    raised_at = models.DateTimeField()

    class Meta:
        indexes = [
            # the desk's list, newest first
            models.Index(fields=["town", "raised_at", "id"], name="council_topic_by_day"),
            # what a village shows to everybody
            models.Index(
                fields=["village", "shown_at", "id"], condition=Q(shown_at__isnull=False), name="council_topic_shown"
            ),
        ]

    def __str__(self) -> str:
        return f"topic {self.matter_id}"


class Raised(models.Model):
    """由哪些事项提出: a matter lies on one table at a time."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="raised")
    matter = models.ForeignKey("kernel.Matter", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="the topic was carried out or not taken up")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(ended_at=None), name="council_matter_on_one_table"),
            models.UniqueConstraint(fields=["matter", "topic"], name="council_matter_once_in_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.matter_id}"


class Meeting(models.Model):
    """会议: of one body of one village. Counts are of those who may decide; whoever sits beside is not in them."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    body = models.CharField(max_length=16, choices=_BODIES)
    hall = models.CharField(max_length=80)
    begins_at = models.DateTimeField()
    called_at = models.DateTimeField(help_text="when it was made known")
    why_short = models.CharField(max_length=200, blank=True, default="", help_text="why the notice was shorter")
    guests = models.CharField(max_length=300, blank=True, default="", help_text="invited parties, by office or side")
    members = models.PositiveIntegerField(null=True, help_text="应到; null until attendance is taken")
    present = models.PositiveIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    households_present = models.PositiveIntegerField(default=0)
    proxies = models.PositiveIntegerField(default=0)
    online = models.PositiveIntegerField(default=0)
    rule = models.ForeignKey("kernel.Rule", models.PROTECT, null=True, related_name="+", db_index=False)
    quorum = models.CharField(max_length=8, choices=list(QUORUMS.items()), blank=True, default="")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True, help_text="the minutes were read back and signed on paper")
    minutes_sha256 = models.CharField(max_length=64, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            # a village's meetings; what was held in a span
            models.Index(fields=["town", "begins_at", "id"], name="council_meeting_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.body} {self.begins_at:%Y-%m-%d}"


class Attendance(models.Model):
    """签到: a member of the body who was there."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="council_there_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class MinutesVersion(models.Model):
    """会议记录的一版: every saved text stays. `base` is the version on which it was written."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    text = models.TextField()
    typed = models.TextField(blank=True, default="", help_text="as it was sent, where another's was joined with it")
    clashes = models.PositiveSmallIntegerField(default=0)
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="council_minutes_in_order")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"


class Item(models.Model):
    """议程的一项: a topic at a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="items")
    at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True)
    # what households voted by their slips; who voted how is kept nowhere
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "topic"], condition=Q(taken_off_at=None), name="council_topic_once_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.topic_id}"


class VoteSlip(Coded):
    """户票: with it a household votes from home, where the law of that body allows it; ten digits and a tail."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="slips")
    household = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "household"], name="council_slip_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.pk}"


class Ballot(models.Model):
    """一户投了票: that it voted, never how."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="ballots")
    slip = models.ForeignKey(VoteSlip, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "slip"], name="council_household_votes_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.slip_id}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> DecisionQuerySet:
        """Neither withdrawn nor followed by the decision of the body that it was carried on to."""
        return self.filter(undone_at=None, followed_at=None)


class Decision(models.Model):
    """决定: the agreed points, by which way they go on, and the counts. Of a secret ballot nothing else is kept."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    item = models.OneToOneField(Item, models.PROTECT, related_name="decision")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="decisions")
    points = models.TextField()
    route = models.CharField(max_length=16, choices=list(ROUTES.items()))
    yes = models.PositiveIntegerField(null=True, help_text="null: agreed without a vote")
    no = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0, help_text="declared an interest and did not vote")
    aside_why = models.CharField(max_length=200, blank=True, default="")
    is_secret = models.BooleanField(default=False)
    passed = models.BooleanField(null=True, help_text="null: no vote, or the majority of that day is not known")
    at = models.DateTimeField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=300, blank=True, default="")
    article = models.CharField(max_length=120, blank=True, default="", help_text="sent back by the town under it")
    followed_at = models.DateTimeField(null=True, help_text="the body that it was carried on to has decided")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic"], condition=Q(undone_at=None, followed_at=None), name="council_one_decision_stands"
            )
        ]
        indexes = [
            # what was decided in a span
            models.Index(fields=["town", "at", "id"], name="council_decision_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.get_route_display()}"


class Step(models.Model):
    """四议两公开的一步: locked until the one before has its day, attendance, counts, minutes and file."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField(choices=[(key, name) for key, (name, _bodies) in STEPS.items()])
    body = models.CharField(max_length=16, choices=_BODIES, blank=True, default="")
    day = models.DateField()
    members = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)
    words = models.TextField()
    file = models.ForeignKey("kernel.Attachment", models.PROTECT, null=True, related_name="+", db_index=False)
    joined_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="holds both posts: 1 and 2 in one",
    )
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="council_step_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.number}"


class Task(models.Model):
    """落实任务: who does what until when; it comes back on its day."""

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=300)
    unit = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="its decision was withdrawn")
    how = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            # what is still to be done, by its day
            models.Index(
                fields=["town", "due_on", "id"], condition=Q(done_at=None, dropped_at=None), name="council_task_due"
            )
        ]

    def __str__(self) -> str:
        return self.what


class Support(models.Model):
    """附议: one from each phone; the number itself is not kept."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="support")
    phone_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "phone_hash"], name="council_support_once")]

    def __str__(self) -> str:
        return str(self.topic_id)


class Comment(models.Model):
    """留言: shown after somebody has read it, without a name, in the order in which they came."""

    STATES = [("waiting", _("待审核")), ("shown", _("已公开")), ("refused", _("不公开"))]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="comments")
    words = models.CharField(max_length=500)
    request_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    why = models.CharField(max_length=200, blank=True, default="")
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "request_id"], name="council_comment_once")]
        indexes = [
            # what waits to be read, oldest first
            models.Index(fields=["town", "at", "id"], condition=Q(state="waiting"), name="council_comment_waiting")
        ]

    def __str__(self) -> str:
        return self.words[:20]


class CouncilNotice(models.Model):
    """村务议事公告: what a council talked about and settled, for everybody to read."""

    SUBJECTS = [
        ("", _("公告")),
        ("decision", _("议定事项")),
        ("result", _("落实结果")),
        ("general", _("一般村务")),
        ("money", _("财务收支")),
    ]

    town = models.ForeignKey("kernel.Place", models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey("kernel.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    text = models.TextField()
    subject = models.CharField(max_length=8, choices=SUBJECTS, blank=True, default="")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="notices")
    stays_until = models.DateField(null=True, help_text="first day on which it may come down")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    published_at = models.DateTimeField()
    seat = models.ForeignKey("kernel.Seat", models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            # the public list, newest first
            models.Index(fields=["town", "published_at", "id"], condition=Q(withdrawn_at=None), name="notice_shown")
        ]

    def __str__(self) -> str:
        return self.title
