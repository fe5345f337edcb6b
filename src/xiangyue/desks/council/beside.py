"""What was written at the table about a matter, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.council.models import Comment, Decision, Step, Task, Topic
from xiangyue.kernel.besides import register

register(Topic, "shown_title", "shown_text")
register(Decision, "points", "aside_why", "undone_why", matter="topic__matter")
register(Step, "words", matter="topic__matter")
register(Task, "what", "how", matter="topic__matter")
register(Comment, "words", "why", matter="topic__matter")
