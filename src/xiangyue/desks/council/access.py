"""Who may do what at the village's table and on its board."""

from __future__ import annotations

from xiangyue.kernel import access
from xiangyue.kernel.access import register
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.roles import SCOPES

KEEPS = ["village", "dispatcher"]

register("council.publish", zh="发布村务议事公告", en="publish council notices", roles=["secretary", "letters"])
register(
    "council.see",
    zh="看议题、会议和决定",
    en="see topics, meetings and decisions",
    roles=[*KEEPS, "reviewer", "secretary", "leader", "statistician"],
)
register("council.raise", zh="提出议题", en="raise a topic", roles=[*KEEPS, "reviewer", "secretary"])
register("council.keep", zh="召集会议、记会议、记决定和任务", en="call and record meetings and decisions", roles=KEEPS)
register("council.finish", zh="落实议定的任务", en="carry out what was decided", roles=[*KEEPS, "handler"])
register("council.notices", zh="在本村公开栏公开议事结果", en="put results on the village's board", roles=KEEPS)
register("council.moderate", zh="审核村民的留言", en="moderate what villagers write", roles=[*KEEPS, "secretary"])
register(
    "council.send_back",
    zh="责令改正侵害权利的决定",
    en="order a decision that harms rights to be put right",
    roles=["secretary", "leader"],
)


def require_at(seat: Seat, deed: str, village: Place) -> None:
    """Whoever sits for one village does it for that village alone."""
    access.require(seat, deed, of=village)
    if not sees_village(seat, village.pk):
        raise NotAllowed("这是{village}的事，您的岗位只能办本村的。", village=village.name)


def sees_village(seat: Seat, village_id: int | None) -> bool:
    return SCOPES[seat.role] != "unit" or (village_id is not None and seat.unit.place_id == village_id)
