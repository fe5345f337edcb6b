"""The kernel's own events."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class Received(TypedDict):
    door: str
    number: str
    words_sha256: str
    received_at: str
    closed_at: NotRequired[str]


class Sorted(TypedDict):
    category: str
    category_name: str
    place: NotRequired[str]
    urgency: str
    suggested: bool


class Disposed(TypedDict):
    code: str
    code_name: str
    told: str


class Dispatched(TypedDict):
    unit: str
    unit_name: str
    due_at: str
    due_source: str
    note: NotRequired[str]


class Merged(TypedDict):
    parent: str
    reason: str


class Reason(TypedDict):
    reason: str


class Noted(TypedDict):
    text: str


class FileAdded(TypedDict):
    title: str
    sha256: str


class Revealed(TypedDict):
    field: str
    field_name: str
    reason: str


class WordsAdded(TypedDict):
    text: str
    request_id: NotRequired[str]


class Settled(TypedDict):
    unit_name: str
    text: str


class SaidHowItWent(TypedDict):
    solved: bool
    satisfied: NotRequired[str]
    satisfied_name: NotRequired[str]
    words: NotRequired[str]
    request_id: NotRequired[str]


class ClockEvent(TypedDict):
    clock: str
    clock_name: str
    unit_name: str
    due_at: str
    owner: NotRequired[str]


class Linked(TypedDict):
    relation: str
    relation_name: str
    way: str
    number: str
    kind_name: str


class Unlinked(TypedDict):
    number: str
    reason: str


class Split(TypedDict):
    count: int
    parts: str


class ClockPaused(TypedDict):
    clock: str
    clock_name: str
    reason: str


class ClockExtended(TypedDict):
    clock: str
    clock_name: str
    old_due_at: str
    due_at: str
    reason: str


register(
    "received",
    zh="从{door}收到，编号 {number}",
    en="Received through {door}, number {number}",
    shape=Received,
    public=("door", "number"),
)
register(
    "sorted", zh="归类为{category_name}，地点：{place}", en="Sorted as {category_name}, place: {place}", shape=Sorted
)
register(
    "disposed",
    zh="分流处置：{code_name}。告知：{told}",
    en="Disposed: {code_name}. Told: {told}",
    shape=Disposed,
    public=("code_name", "told"),
)
register("disposal_undone", zh="撤回分流处置：{reason}", en="Disposal undone: {reason}", shape=Reason)
register(
    "dispatched",
    zh="派给{unit_name}办理，{due_at} 前办结：{note}",
    en="Dispatched to {unit_name}, due {due_at}: {note}",
    shape=Dispatched,
    public=("unit_name", "due_at"),
)
register(
    "dispatch_undone", zh="签收前撤回派单：{reason}", en="Dispatch taken back before signing: {reason}", shape=Reason
)
register(
    "merged", zh="并入主件 {parent}：{reason}", en="Merged under {parent}: {reason}", shape=Merged, public=("parent",)
)
register(
    "unmerged",
    zh="从主件 {parent} 拆出：{reason}",
    en="Taken out of {parent}: {reason}",
    shape=Merged,
    public=("parent",),
)
register("noted", zh="备注：{text}", en="Note: {text}", shape=Noted)
register("file_added", zh="添加材料：{title}", en="File added: {title}", shape=FileAdded)
register(
    "contact_revealed",
    zh="查看了诉求人的{field_name}，理由：{reason}",
    en="Looked at the requester's {field}: {reason}",
    shape=Revealed,
    public=("field_name", "reason", "field"),
)
register(
    "clock_warned",
    zh="{unit_name}的{clock_name}时限临近，{due_at} 到期",
    en="{clock} clock of {unit_name} is near: {due_at}",
    shape=ClockEvent,
)
register(
    "clock_rang",
    zh="{unit_name}的{clock_name}时限已到（{due_at}）",
    en="{clock} clock of {unit_name} rang: {due_at}",
    shape=ClockEvent,
)
register("clock_paused", zh="{clock_name}时限暂停：{reason}", en="{clock} clock paused: {reason}", shape=ClockPaused)
register(
    "clock_resumed",
    zh="{clock_name}时限恢复，{due_at} 到期",
    en="{clock} clock resumed, due {due_at}",
    shape=ClockEvent,
)
register(
    "clock_extended",
    zh="{clock_name}时限由 {old_due_at} 延至 {due_at}：{reason}",
    en="{clock} clock extended from {old_due_at} to {due_at}: {reason}",
    shape=ClockExtended,
    public=("clock_name", "old_due_at", "due_at", "reason", "clock"),
)
register(
    "requester_added", zh="诉求人补充：{text}", en="The requester added: {text}", shape=WordsAdded, public=("text",)
)
register(
    "withdrawn", zh="诉求人撤回：{reason}", en="Withdrawn by the requester: {reason}", shape=Reason, public=("reason",)
)
register(
    "withdrawal_noted",
    zh="诉求人表示撤回（{reason}）；还有邻居跟进同一件事，继续办理",
    en="The requester wished to withdraw ({reason}); neighbours follow the same matter, so it goes on",
    shape=Reason,
    public=("reason",),
)
register(
    "requester_said",
    zh="诉求人评价：已解决 {solved}，{satisfied_name}。{words}",
    en="The requester's word: solved {solved}, satisfied {satisfied}. {words}",
    shape=SaidHowItWent,
    public=("solved", "satisfied_name", "words", "satisfied"),
)
register(
    "requester_asks_again",
    zh="诉求人要求重办：{reason}",
    en="The requester asks for it to be taken up again: {reason}",
    shape=Reason,
    public=("reason",),
)
register(
    "settled_on_the_spot",
    zh="当场办结（{unit_name}）：{text}",
    en="Settled on the spot by {unit_name}: {text}",
    shape=Settled,
    public=("unit_name", "text"),
)
register(
    "linked",
    zh="{relation_name}：{kind_name} {number}",
    en="Linked ({relation}, {way}): {number}",
    shape=Linked,
    public=("relation_name", "kind_name", "number", "relation", "way"),
)
register(
    "split",
    zh="拆成 {count} 件分别办理：{parts}",
    en="Split into {count} parts: {parts}",
    shape=Split,
    public=("count", "parts"),
)
register("reunited", zh="撤回拆分：{reason}", en="No longer in parts: {reason}", shape=Reason)
register(
    "unlinked", zh="取消和 {number} 的关联：{reason}", en="No longer linked with {number}: {reason}", shape=Unlinked
)
name_door("parts", zh="拆分", en="a split order")
