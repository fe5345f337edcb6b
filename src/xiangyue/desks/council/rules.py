"""Who decides what in a village, with which quorum and majority: the law of that day, from the town's dated rows of
kind "council". Plain Python.

A row's key is a body; its value {"notice_days", "quorum", "majority", "proxy", "online", "make_up"}. A share is
{"of", "share", "over"}: "2/3" of the members, or `over` "1/2" of those present. "unknown": nobody has found the text of
that day, and no verdict is given; null: the law asks for none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from xiangyue.lib.decimals import is_whole
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _

TASK_CLOCK = "council.task"
RULE, BOARD, WALL = "council", "council_board", "wall"
UNKNOWN = "unknown"
CONSULTATION, BRANCH, COMMITTEES, PARTY = "consultation", "branch", "committees", "party_members"
ASSEMBLY, REPRESENTATIVES, GROUP = "assembly", "representatives", "group"
MEMBERS, DELEGATES = "members", "delegates"
BODIES = {
    CONSULTATION: _("村民议事会"),
    ASSEMBLY: _("村民会议"),
    REPRESENTATIVES: _("村民代表会议"),
    GROUP: _("村民小组会议"),
    MEMBERS: _("集体经济组织成员大会"),
    DELEGATES: _("集体经济组织成员代表大会"),
    BRANCH: _("村党支部会议"),
    COMMITTEES: _("村两委联席会议"),
    PARTY: _("党员大会"),
}
ROUTES = {
    "now": _("马上办"),
    ASSEMBLY: _("提交村民会议"),
    REPRESENTATIVES: _("提交村民代表会议"),
    MEMBERS: _("提交集体经济组织成员大会"),
    "town": _("提请镇里"),
    "explain": _("不办，向提出的人说明"),
}
NOT_DONE = ("town", "explain")  # by which a topic goes on whose vote did not pass
# 四议两公开: which body takes each step; the last two are notices
STEPS = {
    1: (_("党支部提议"), (BRANCH,)),
    2: (_("两委商议"), (COMMITTEES,)),
    3: (_("党员大会审议"), (PARTY,)),
    4: (_("村民会议或村民代表会议决议"), (REPRESENTATIVES, ASSEMBLY)),
    5: (_("决议公开"), ()),
    6: (_("实施结果公开"), ()),
}
VOTED_STEPS = (1, 2, 3, 4)
# of what a share is: of all (by persons or households), or of those present
OF = {"members": _("应到人数"), "households": _("户"), "present": _("到会人数")}
MET, MISSED, NOT_KNOWN, NOT_ASKED = "met", "missed", "unknown", "none"
QUORUMS = {MET: _("够"), MISSED: _("不够"), NOT_KNOWN: _("当时的规定没有查到，不作判断"), NOT_ASKED: _("没有法定人数")}


@dataclass(frozen=True)
class Share:
    """A part of a whole: at least `share`, or more than it where `over`."""

    of: str
    share: Fraction
    over: bool

    def holds(self, part: int, whole: int) -> bool:
        if whole <= 0:
            return False
        reached = Fraction(part, whole)
        return reached > self.share if self.over else reached >= self.share

    def least(self, whole: int) -> int:
        """The smallest number that reaches it."""
        exact = self.share * whole
        floor = exact.numerator // exact.denominator
        return floor + 1 if self.over or floor < exact else floor


@dataclass(frozen=True)
class Turnout:
    """Who should and who did come, by persons and by households; `proxies` and `online` vote without being there."""

    members: int
    present: int
    households: int = 0
    households_present: int = 0
    proxies: int = 0
    online: int = 0

    @property
    def voters(self) -> int:
        return self.present + self.proxies + self.online


@dataclass(frozen=True)
class Votes:
    """`aside`: those there who declared an interest and did not vote."""

    yes: int
    no: int
    abstain: int
    aside: int = 0

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain


def share_in(value: Mapping[str, Any]) -> Share:
    return Share(value["of"], Fraction(value["share"]), bool(value.get("over")))


def quorum(rule: Mapping[str, Any], came: Turnout) -> str:
    """One of QUORUMS: enough where any of the row's ways is reached."""
    ways = rule.get("quorum", UNKNOWN)
    if ways == UNKNOWN:
        return NOT_KNOWN
    if not ways:
        return NOT_ASKED
    return MET if any(_reached(share_in(way), came) for way in ways) else MISSED


def _reached(way: Share, came: Turnout) -> bool:
    whole, part = _counted(way, came)
    return way.holds(part, whole)


def _counted(way: Share, came: Turnout) -> tuple[int, int]:
    """How many there are, and how many came."""
    return (came.households, came.households_present) if way.of == "households" else (came.members, came.voters)


def missing(rule: Mapping[str, Any], came: Turnout) -> list[Said]:
    """Of each way to a quorum: of whom, how many there should be at least, how many came, how many more it takes."""
    return [_lacks(share_in(way), came) for way in rule["quorum"]]


def _lacks(way: Share, came: Turnout) -> Said:
    whole, part = _counted(way, came)
    least = way.least(whole)
    told = {"whole": whole, "least": least, "part": part, "lacks": least - part}
    if way.of == "households":
        return Said("共 {whole} 户，至少到 {least} 户，到了 {part} 户，差 {lacks} 户", **told)
    return Said("应到 {whole} 人，至少到 {least} 人，实到 {part} 人，差 {lacks} 人", **told)


def passed(rule: Mapping[str, Any], came: Turnout, votes: Votes) -> bool | None:
    """None where the majority of that day is unknown, or the law asks for no vote."""
    asked = rule.get("majority", UNKNOWN)
    if asked == UNKNOWN or not asked:
        return None
    share = share_in(asked)
    return share.holds(votes.yes, came.voters if share.of == "present" else came.members)


def wrong_turnout(rule: Mapping[str, Any], came: Turnout) -> str:
    """A sentence, or nothing."""
    if came.present == 0 and came.online == 0:
        return _("实到人数是 0，请填到会的人数；没有开成的会请取消。")
    if came.voters > came.members or came.households_present > came.households:
        return _("实到比应到还多，请核对：应到是全部有权参加的人（或户），实到里不要算列席的人。")
    if came.proxies and rule.get("proxy") is False:
        return _("这种会议不能委托别人投票，请把委托人数改为 0。")
    if came.online and rule.get("online") is False:
        return _("这种会议不能在网上投票，请把网上投票人数改为 0。")
    return ""


def make_up(rule: Mapping[str, Any], members: Sequence[tuple[bool, bool]]) -> list[tuple[str, int, int]]:
    """What a body's make-up lacks: (of whom, at least, there are), from (is representative, is woman) of each."""
    asked = rule.get("make_up") or {}
    total, lacks = len(members), []
    counted = {"representatives": sum(one for one, _w in members), "women": sum(one for _r, one in members)}
    names = {"representatives": _("村民代表"), "women": _("妇女")}
    for key, there in counted.items():
        if key in asked:
            least = Share(key, Fraction(asked[key]), over=False).least(total)
            lacks += [(names[key], least, there)] if there < least else []
    if total < asked.get("least", 0):
        lacks.append((_("组成人员"), asked["least"], total))
    return lacks


def stays_until(rule: Mapping[str, Any] | None, up: date) -> date | None:
    """The first day on which a notice may come down; None where no minimum is known."""
    days = int(rule["days"]) if rule else 0
    return up + timedelta(days=days) if days else None


def next_due(rule: Mapping[str, Any] | None, subject: str, last: date) -> date | None:
    """When a village's next notice of this subject must be up; None where it comes at once with what happens."""
    every = (rule or {}).get("every", {}).get(subject, "")
    months = {"month": 1, "quarter": 3}.get(every)
    if months is None:
        return None
    count = last.year * 12 + last.month - 1 + months + 1
    return date(count // 12, count % 12 + 1, 1) - timedelta(days=1)


def wrong_body(key: str, value: Mapping[str, Any]) -> str:
    if key not in BODIES:
        return f"没有“{key}”这种会议，只能是 {'、'.join(BODIES)}"
    shares = [
        *_listed(value.get("quorum", UNKNOWN)),
        *_listed([value.get("majority")] if value.get("majority") else []),
    ]
    wrong = [one for one in shares if not _is_share(one)]
    if wrong:
        return 'quorum、majority 要写成 {"of": "members", "share": "2/3"}，不清楚的写 "unknown"'
    return "" if is_whole(value.get("notice_days", 0), 0) else "notice_days 要是 0 或正整数"


def _listed(value: Any) -> list[Any]:
    return [] if value in (UNKNOWN, None, [UNKNOWN]) else list(value)


def _is_share(value: Any) -> bool:
    try:
        share = share_in(value)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError):
        return False
    return share.of in OF and 0 < share.share <= 1


def wrong_board(key: str, value: Mapping[str, Any]) -> str:
    every = value.get("every")
    fits = isinstance(every, dict) and set(every.values()) <= {"once", "month", "quarter"}
    return "" if is_whole(value.get("days")) and fits else "days 写至少贴几天，every 按种类写 once、month 或 quarter"
