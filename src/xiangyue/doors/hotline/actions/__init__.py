"""What the hotline's door does: take an upload, learn its columns, bring its orders in."""

from xiangyue.doors.hotline.actions.bring import Interrupted, import_file, mark_broken
from xiangyue.doors.hotline.actions.undo import Undone, undo_import
from xiangyue.doors.hotline.actions.upload import (
    check_upload,
    choose_mapping,
    discard,
    preview,
    recognised,
    save_mapping,
    stored_bytes,
    take_upload,
    write_upload,
)

__all__ = [
    "Interrupted",
    "Undone",
    "check_upload",
    "choose_mapping",
    "discard",
    "import_file",
    "mark_broken",
    "preview",
    "recognised",
    "save_mapping",
    "stored_bytes",
    "take_upload",
    "undo_import",
    "write_upload",
]
