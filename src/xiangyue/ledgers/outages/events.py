from __future__ import annotations

from xiangyue.kernel.vocabulary import Text, register

register(
    "outage_announced",
    "登记公告：{kind_name}（{unit_name}），预计到 {due_at}：{words}",
    "Announced: {kind} ({unit_name}), until {due_at}: {words}",
    outage=int,
    words=Text,
)
register(
    "outage_revised",
    "公告改期：{kind_name}，由 {old_due_at} 改到 {due_at}：{words}",
    "Announcement revised: {kind}, from {old_due_at} to {due_at}: {words}",
    outage=int,
    words=Text,
)
register("outage_over", "公告结束：{kind_name}：{words}", "Announcement over: {kind}: {words}", outage=int, words=Text)
register(
    "outage_joined",
    "与已知的{kind_name}有关，预计到 {due_at}",
    "Belongs to a known outage ({kind}), until {due_at}",
    public=("kind_name", "due_at", "kind"),
    outage=int,
)
register(
    "outage_prolonged",
    "{kind_name}改期，预计到 {due_at}：{words}",
    "The outage ({kind}) lasts until {due_at}: {words}",
    public=("kind_name", "due_at", "words", "kind"),
    outage=int,
    words=Text,
)
register(
    "outage_ended",
    "{kind_name}已恢复：{words}",
    "The outage ({kind}) is over: {words}",
    public=("kind_name", "words", "kind"),
    outage=int,
    words=Text,
)
