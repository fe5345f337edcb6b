from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("taskforce", zh="专班登记的积案", en="an old case that the task force wrote down")

register(
    "hard_proposed",
    "提请疑难诉求专班研究（{reason_names}）：{words}",
    "Proposed to the hard-case task force ({reasons}): {words}",
    proposal=int,
    reasons=list[str],
    reason_names=list[str],
    words=NotRequired[Text],
)
register(
    "hard_declined",
    "专班暂不收案：{words} {not_before}",
    "Not taken in by the task force: {words} {not_before}",
    proposal=int,
    words=Text,
    not_before=NotRequired[str],
)
register(
    "hard_taken",
    "收进疑难诉求专班，一案一策办理，包案领导：{leader_name}。{why}",
    "Taken in by the hard-case task force; led by {leader_name}. {why}",
    public=("leader_name",),
    leader=int,
    topic=str,
    why=Text,
)
register(
    "hard_led",
    "包案领导由{from_name}改为{to_name}：{reason}",
    "Led by {to_name} instead of {from_name}: {reason}",
    public=("from_name", "to_name"),
    leader=int,
    reason=Text,
)
register(
    "hard_planned",
    "写下一案一策第 {edition} 版：该不该：{should} 能不能：{can} 怎么办：{how} 步骤：{steps} {change}",
    "Plan, version {edition}: should we: {should} can we: {can} how: {how} steps: {steps} {change}",
    plan=int,
    edition=int,
    facts=Text,
    should=Text,
    can=Text,
    how=Text,
    law=Text,
    say=Text,
    say_on=str,
    test=Text,
    test_days=int,
    test_unit=str,
    steps=Text,
    change=NotRequired[Text],
)
register(
    "hard_plan_approved",
    "一案一策第 {edition} 版已审定",
    "The plan is approved (version {edition})",
    public=("edition",),
    plan=int,
    edition=int,
    units=list[str],
    until_on=str,
    words=NotRequired[Text],
)
register(
    "hard_plan_returned",
    "退回一案一策第 {edition} 版：{words}",
    "Plan returned (version {edition}): {words}",
    plan=int,
    edition=int,
    words=Text,
)
register(
    "hard_step_done",
    "{unit_name}完成第 {number} 步：{result}",
    "{unit_name} has done step {number}: {result}",
    step=int,
    number=int,
    result=Text,
)
register(
    "hard_met",
    "专班会商（{on}）：{decided}",
    "Reviewed by the task force ({on}): {decided}",
    meeting=int,
    decided=Text,
    minutes=Text,
    present=Text,
)
register(
    "hard_talked",
    "专班与诉求人沟通（{who_name}，{how_name}）：{told}；回应：{said}",
    "The task force spoke with them ({who}, {how}): {told}; they said: {said}",
    public=("who_name", "how_name", "who", "how", "told", "said"),
    talk=int,
    on=str,
    told=Text,
    said=Text,
    solved=NotRequired[bool],
)
register(
    "hard_checked",
    "{unit_name}按出清条件查看（成立：{holds}）：{words}",
    "{unit_name} looked whether the exit test holds ({holds}): {words}",
    check=int,
    holds=bool,
    words=Text,
)
register("hard_person_died", "得知诉求人已于 {on} 去世：{words}", "The requester died on {on}: {words}", words=Text)
register(
    "hard_rested",
    "解释疏导后搁置，{until_on} 再看：{words}",
    "Explained and rested until {until_on}: {words}",
    public=("until_on", "words"),
    words=Text,
)
register("hard_came_back", "搁置到期，专班再看", "The day has come: the task force looks again", public=())
register(
    "hard_closed",
    "专班办结（{how_name}）：{words}",
    "Closed by the task force ({how}): {words}",
    public=("how_name", "how", "words"),
    words=Text,
)
register(
    "hard_withdrawn",
    "诉求人撤回，专班的案件结束：{words}",
    "Ended by the task force, as it was withdrawn: {words}",
    words=Text,
)
register("hard_reopened", "专班重新办理：{reason}", "Taken up again by the task force: {reason}", reason=Text)
register(
    "petition_term_set",
    "信访{term_name}，最迟 {due_on}",
    "Petition: {term} until {due_on}",
    public=("term_name", "term", "due_on"),
    since=str,
)
register(
    "petition_term_done",
    "信访{term_name}（{on}）：{words}",
    "Petition: {term} done on {on}: {words}",
    public=("term_name", "term", "on"),
    words=Text,
)
register(
    "petition_term_later",
    "信访{term_name}延到 {due_on}：{words}",
    "Petition: {term} put off to {due_on}: {words}",
    public=("term_name", "term", "due_on", "words"),
    words=Text,
)
