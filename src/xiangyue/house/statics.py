from __future__ import annotations

from typing import Any

from django.apps import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage

from xiangyue.counter.room import RoomConfig

_IMPORTED = (  # `import … from "./x.js";` and `import "./x.js";`
    r"""(?P<matched>import(?P<import>[^;"'()]*?)["'](?P<url>[./][^"']*)["']\s*;)""",
    """import%(import)s"%(url)s";""",
)


class HashedModules(CompressedManifestStaticFilesStorage):
    """A module of ours imports its like by the name with the hash too: no phone runs a new page with an old module, and
    a module that a page names and another imports runs once.

    Django's own switch for it reads every script that any library brings, and stops at the first odd one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rooms = [room.label for room in apps.get_app_configs() if isinstance(room, RoomConfig)]
        ours = tuple((f"{room}/*.js", (_IMPORTED,)) for room in rooms)
        self.patterns: Any = CompressedManifestStaticFilesStorage.patterns + ours
        super().__init__(*args, **kwargs)
