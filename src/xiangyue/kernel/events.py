"""The kernel's own events."""

from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

register(
    "received",
    "从{door}收到，编号 {number}",
    "Received through {door}, number {number}",
    public=("door", "number"),
    version=2,  # 1 held words_sha256, of the words as they were said
    words_digest=str,
    parts=list[dict[str, str | int]],
    received_at=str,
    closed_at=NotRequired[str],
)
register(
    "sorted",
    "归类为{category_name}，地点：{place}",
    "Sorted as {category_name}, place: {place}",
    category=str,
    place=NotRequired[str],
    urgency=str,
    suggested=bool,
)
register(
    "disposed",
    "分流处置：{code_name}。告知：{told}",
    "Disposed: {code_name}. Told: {told}",
    public=("code_name", "told"),
    code=str,
    told=Text,
)
register("disposal_undone", "撤回分流处置：{reason}", "Disposal undone: {reason}", reason=Text)
register(
    "dispatched",
    "派给{unit_name}办理，{due_at} 前办结：{note}",
    "Dispatched to {unit_name}, due {due_at}: {note}",
    public=("unit_name", "due_at"),
    version=2,
    unit=str,
    due_source=str,
    counted_by=NotRequired[str],
    note=NotRequired[Text],
)
register("dispatch_undone", "签收前撤回派单：{reason}", "Dispatch taken back before signing: {reason}", reason=Text)
register("merged", "并入主件 {parent}：{reason}", "Merged under {parent}: {reason}", public=("parent",), reason=Text)
register(
    "unmerged", "从主件 {parent} 拆出：{reason}", "Taken out of {parent}: {reason}", public=("parent",), reason=Text
)
register("noted", "备注：{text}", "Note: {text}", text=Text)
register("file_added", "添加材料：{title}", "File added: {title}", sha256=str, title=Text)
register(
    "contact_revealed",
    "查看了诉求人的{field_name}，理由：{reason}",
    "Looked at the requester's {field}: {reason}",
    public=("field_name", "reason", "field"),
    reason=Text,
)
register(
    "clock_warned",
    "{unit_name}的{clock_name}时限临近，{due_at} 到期",
    "{clock} clock of {unit_name} is near: {due_at}",
    owner=NotRequired[str],
)
register(
    "clock_rang",
    "{unit_name}的{clock_name}时限已到（{due_at}）",
    "{clock} clock of {unit_name} rang: {due_at}",
    owner=NotRequired[str],
)
register("clock_paused", "{clock_name}时限暂停：{reason}", "{clock} clock paused: {reason}", reason=Text)
register(
    "clock_resumed",
    "{clock_name}时限恢复，{due_at} 到期",
    "{clock} clock resumed, due {due_at}",
    unit_name=str,
    owner=NotRequired[str],
)
register(
    "clock_extended",
    "{clock_name}时限由 {old_due_at} 延至 {due_at}：{reason}",
    "{clock} clock extended from {old_due_at} to {due_at}: {reason}",
    public=("clock_name", "old_due_at", "due_at", "reason", "clock"),
    reason=Text,
)
register(
    "clock_recounted",
    "{year} 年放假和调休安排已公布，{clock_name}时限由 {old_due_at} 改为 {due_at}",
    "The days off of {year} are known: {clock} clock counted anew, from {old_due_at} to {due_at}",
    public=("year", "clock_name", "old_due_at", "due_at", "clock"),
    year=int,
)
register(
    "requester_added",
    "诉求人补充：{text}",
    "The requester added: {text}",
    public=("text",),
    request_id=NotRequired[str],
    text=Text,
)
register("withdrawn", "诉求人撤回：{reason}", "Withdrawn by the requester: {reason}", public=("reason",), reason=Text)
register(
    "withdrawal_noted",
    "诉求人表示撤回（{reason}）；还有邻居跟进同一件事，继续办理",
    "The requester wished to withdraw ({reason}); neighbours follow the same matter, so it goes on",
    public=("reason",),
    reason=Text,
)
register(
    "requester_said",
    "诉求人评价：已解决 {solved}，{satisfied_name}。{words}",
    "The requester's word: solved {solved}, satisfied {satisfied}. {words}",
    public=("solved", "satisfied_name", "words", "satisfied"),
    solved=bool,
    satisfied=NotRequired[str],
    satisfied_name=NotRequired[str],
    words=NotRequired[Text],
    request_id=NotRequired[str],
)
register(
    "requester_asks_again",
    "诉求人要求重办：{reason}",
    "The requester asks for it to be taken up again: {reason}",
    public=("reason",),
    reason=Text,
)
register(
    "settled_on_the_spot",
    "当场办结（{unit_name}）：{text}",
    "Settled on the spot by {unit_name}: {text}",
    public=("unit_name", "text"),
    text=Text,
)
register(
    "linked",
    "{relation_name}：{kind_name} {number}",
    "Linked ({relation}, {way}): {number}",
    public=("relation_name", "kind_name", "number", "relation", "way"),
)
register(
    "split",
    "拆成 {count} 件分别办理：{parts}",
    "Split into {count} parts: {parts}",
    public=("count", "parts"),
    count=int,
)
register("reunited", "撤回拆分：{reason}", "No longer in parts: {reason}", reason=Text)
register("unlinked", "取消和 {number} 的关联：{reason}", "No longer linked with {number}: {reason}", reason=Text)
register(
    "callers_united",
    "两个来电人是同一个号码、同一个人，合并为一个",
    "Two callers were found to be one person with one number",
    kept=int,
    other=int,
)
register(
    "recusal_named",
    "登记反映对象，不得经办也看不到：{units}，工作人员 {people} 人",
    "Kept from those it is about: units {units}, people {people}",
    people=int,
)
register("recusal_declared", "申报有利害关系，回避：{why}", "An interest was declared: {why}", why=Text)
register(
    "recusal_decided",
    "决定{whom}是否回避（继续回避：{stays}）：{why}",
    "Decided on the recusal of {whom} (stays: {stays}): {why}",
    stays=bool,
    why=Text,
)
register("lead_taken_away", "主办单位须回避，收回改派", "Taken from the lead, which has to step back", public=())
register("words_purged", "原话和经办文字已清除：{reason}", "Words and texts purged: {reason}", public=())
register("purge_held", "暂停清除：{why}", "Not to be purged: {why}", why=Text)
register("purge_hold_lifted", "恢复按期清除：{why}", "May be purged again: {why}", why=Text)
register(
    "person_forgotten",
    "按本人要求注销了一个人的个人信息（涉及 {matters} 件）：{reason}",
    "A person was forgotten at their request ({matters} matters): {reason}",
    party=int,
    matters=int,
    reason=Text,
)
name_door("parts", zh="拆分", en="a split order")
