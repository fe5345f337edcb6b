"""Roles: what a seat may be. The office's own stand here; a room brings those that only it needs."""

from __future__ import annotations

# role → (Chinese, English), and which matters it may see at all: town, unit, district, none, or kind:NAME for one kind
ROLES: dict[str, tuple[str, str]] = {}
SCOPES: dict[str, str] = {}
ABOVE_THE_TOWN = "district"  # a seat of this role sees the matters of every town: no town gives it


def register(key: str, *, zh: str, en: str, scope: str = "none") -> None:
    """Registering a role twice with other words is a programming error."""
    if ROLES.get(key, (zh, en)) != (zh, en):
        raise ValueError(f"role {key!r} is registered twice")
    ROLES[key], SCOPES[key] = (zh, en), scope


def label(key: str, language: str = "zh") -> str:
    """The bare key where the room of the role is not installed."""
    zh, en = ROLES.get(key, (key, key))
    return en if language.startswith("en") else zh


register("dispatcher", zh="调度员", en="Dispatcher", scope="town")
register("reviewer", zh="退单审核", en="Objection reviewer", scope="town")
register("handler", zh="承办人", en="Handler", scope="unit")
register("village", zh="村干部", en="Village secretary", scope="unit")
register("secretary", zh="镇党委书记", en="Party secretary", scope="town")
register("leader", zh="分管领导", en="Leader in charge", scope="town")
register("callback", zh="回访员", en="Call-back clerk", scope="town")
register("statistician", zh="统计员", en="Statistician", scope="town")
register("auditor", zh="审计员", en="Auditor")
register("privacy", zh="个人信息保护专员", en="Privacy officer")
register("admin", zh="系统管理员", en="Administrator")
register("security", zh="安全管理员", en="Security administrator")
register("district", zh="区热线工作专班", en="District office", scope="district")
