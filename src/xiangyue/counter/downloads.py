"""Files handed out as downloads, under names that every system can keep."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.http import FileResponse, HttpResponse
from django.utils.text import get_valid_filename


def made(name: str, write: Callable[[Path], object]) -> HttpResponse:
    """The file that `write(path)` made; nothing of it stays."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(name).suffix}"
        write(path)
        file = path.open("rb")
    # the folder is gone, the open file is read to its end
    return kept(file, name)


def looked_at(kept: Any) -> FileResponse:
    """A kept row's `file` of its `media_type`: a picture where it stands, anything else as a download."""
    is_picture = kept.media_type == "image/jpeg"
    response = FileResponse(
        kept.file.open(), content_type=kept.media_type, as_attachment=not is_picture, filename=kept.title
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def kept(file: IO[Any], name: str) -> HttpResponse:
    """A file that stays where it is."""
    return FileResponse(file, as_attachment=True, filename=get_valid_filename(name))  # type: ignore[return-value]  # a file is a response too
