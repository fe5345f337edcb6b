"""The published calendar as iCalendar (RFC 5545): who receives, when and where; nobody who comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from xiangyue.doors.reception.models import Session


def calendar_text(town_code: str, title: str, sessions: Iterable[Session], at: datetime) -> str:
    """CRLF lines, folded at 75 octets. Sessions need hall, leader and signed_in_by joined in."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//xiangyue//reception//ZH",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for session in sessions:
        what = f"不接待：{session.off_why}" if session.off else f"接待日：{session.receiver}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:reception-{session.pk}@{town_code}",
            f"DTSTAMP:{_moment(at)}",
            f"DTSTART:{_moment(session.starts_at)}",
            f"DTEND:{_moment(session.ends_at)}",
            f"SUMMARY:{_text(what)}",
            f"LOCATION:{_text(' '.join(part for part in (session.hall.title, session.hall.address) if part))}",
            f"STATUS:{'CANCELLED' if session.off else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> str:
    """No character is cut in two: a Chinese one is three octets."""
    parts, size = [""], 0
    for char in line:
        width = len(char.encode())
        if size + width > 74:
            parts.append(" ")
            size = 1
        parts[-1] += char
        size += width
    return "\r\n".join(parts)
