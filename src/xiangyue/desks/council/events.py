from __future__ import annotations

from typing import Any, NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("council", zh="村民议事会", en="the village council")

# Of the topic itself
register(
    "topic_raised",
    "列为{village}的议题（{source_name}）",
    "Raised as a topic of {village} ({source})",
    public=("village", "source_name", "source"),
)
register("topic_shown", "向村民公开：{title}。{text}", "Shown to villagers: {title}. {text}", title=Text, text=Text)
register(
    "topic_listed",
    "列入{body_name}议程，{begins_at} 在{hall}",
    "On the agenda ({body}), {begins_at}, {hall}",
    public=("body_name", "body", "begins_at", "hall"),
    meeting=int,
)
register(
    "topic_unlisted",
    "从议程取下：{reason}",
    "Taken off the agenda: {reason}",
    public=("reason",),
    meeting=int,
    reason=Text,
)
register(
    "topic_minutes",
    "会议记录读过、签字、扫描归档（第 {edition} 版）",
    "Minutes read back, signed and scanned (version {edition})",
    meeting=int,
    edition=int,
    sha256=str,
    scan=str,
)
register(
    "topic_decided",
    "{body_name}议定（{route_name}）：{points}",
    "Decided ({body}, {route}): {points}",
    public=("body_name", "body", "route_name", "route", "points"),
    decision=int,
    points=Text,
    quorum=str,
    present=int,
    members=int,
    yes=NotRequired[int],
    no=NotRequired[int],
    abstain=NotRequired[int],
    aside=NotRequired[int],
    rule=NotRequired[str],
)
register(
    "topic_undecided",
    "决定撤回：{reason}",
    "Decision withdrawn: {reason}",
    public=("reason",),
    decision=int,
    reason=Text,
    article=NotRequired[str],
)
register(
    "topic_step",
    "四议两公开第 {step} 步（{step_name}），{day}：到会 {present}/{members}，同意 {yes}。{words}",
    "Step {step}, {day}: {present} of {members} present, {yes} in favour. {words}",
    public=("step", "step_name", "day"),
    row=int,
    step=int,
    members=int,
    present=int,
    yes=int,
    words=Text,
)
register(
    "topic_task",
    "{unit_name}落实，{due_on} 前：{what}",
    "{unit_name} carries out by {due_on}: {what}",
    public=("unit_name", "due_on"),
    task=int,
    what=Text,
)
register("topic_task_due", "到期还没有落实：{what}", "Due and not done: {what}", task=int, what=Text)
register("topic_task_done", "已落实：{how}", "Done: {how}", public=("how",), task=int, how=Text)
register("topic_carried_out", "落实情况：{words}", "Carried out: {words}", public=("words",), words=Text)
register("topic_dropped", "不列入议题：{reason}", "Not taken up: {reason}", public=("reason",), reason=Text)
register(
    "topic_published",
    "在公开栏公开（{subject_name}）",
    "Put on the board ({subject})",
    public=("subject_name", "subject"),
    notice=int,
    stays_until=NotRequired[str],
)
register("topic_notice_down", "从公开栏撤下：{reason}", "Taken off the board: {reason}", notice=int, reason=Text)

# Of each matter that it was raised from: told to whoever raised that
_BACK: dict[str, Any] = {"topic": int, "told_of": int}
register(
    "council_raised", "提交{village}村民议事会商议", "Put before the council of {village}", public=("village",), **_BACK
)
register(
    "council_listed",
    "{village}将于 {begins_at} 商议",
    "{village} talks it over on {begins_at}",
    public=("village", "begins_at"),
    **_BACK,
)
register(
    "council_unlisted",
    "{village}这次不商议这件事了：{reason}",
    "{village} does not talk it over this time: {reason}",
    public=("village", "reason"),
    reason=Text,
    **_BACK,
)
register(
    "council_decided",
    "{village}{body_name}议定（{route_name}）：{points}",
    "{village} decided ({route}): {points}",
    public=("village", "body_name", "route_name", "route", "points"),
    points=Text,
    **_BACK,
)
register(
    "council_undecided",
    "{village}撤回了先前的决定：{reason}",
    "{village} has withdrawn its decision: {reason}",
    public=("village", "reason"),
    reason=Text,
    **_BACK,
)
register(
    "council_carried_out",
    "{village}议定的事已落实：{words}",
    "What {village} decided has been carried out: {words}",
    public=("village", "words"),
    words=Text,
    **_BACK,
)
register(
    "council_dropped",
    "{village}没有列为议题：{reason}",
    "{village} has not taken it up: {reason}",
    public=("village", "reason"),
    reason=Text,
    **_BACK,
)
