from __future__ import annotations


class Fault(Exception):
    """What the caller is told instead of an answer: the HTTP status, and one sentence for each thing that is wrong.

    GeoReport v2, "Errors": 404 for what does not exist, 403 for the key, 400 for the rest; several errors may be
    listed.
    """

    def __init__(self, status: int, *sentences: str) -> None:
        super().__init__("；".join(sentences))
        self.status = status
        self.sentences = sentences
