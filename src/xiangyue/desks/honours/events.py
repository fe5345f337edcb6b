"""On the town's own matter of the year."""

from __future__ import annotations

from xiangyue.kernel.vocabulary import Text, register

register(
    "honour_recommended",
    "{giver}推荐{unit_name}为“{title}”（{month}，{document}）：{words}",
    "{giver} recommends {unit_name} as {title} ({month}, {document}): {words}",
    recommendation=int,
    unit=str,
    on=str,
    matters=list[str],
    words=Text,
)
register(
    "honour_withdrawn",
    "撤回“{title}”的推荐（{month}）：{reason}",
    "The recommendation as {title} is withdrawn ({month}): {reason}",
    recommendation=int,
    on=str,
    reason=Text,
)
register(
    "unit_reorganised",
    "{unit_name}{kind_name}（{on}，{document}）：由{before}成为{after}。{why}",
    "{unit_name} {kind} ({on}, {document}): from {before} to {after}. {why}",
    reorganisation=int,
    unit=str,
    before=Text,
    after=Text,
    why=Text,
)
