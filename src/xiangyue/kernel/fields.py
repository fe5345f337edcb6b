"""A text column that is encrypted at rest. The keys come from settings; the newest seals, all of them open."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models

from xiangyue.lib.keyring import Keyring


@lru_cache(maxsize=4)
def _keyring(keys: tuple[str, ...], lookup_key: str) -> Keyring:
    return Keyring(list(keys), lookup_key)


def keyring() -> Keyring:
    return _keyring(tuple(settings.XIANGYUE_SEALING_KEYS), settings.XIANGYUE_LOOKUP_KEY)


class SealedTextField(models.TextField):
    """Stored as a token; in Python it is the token too, so that nothing is opened by accident.

    Open it with `kernel.actions.reveal` (logged), or mask it with `kernel.queries.contact_of`.
    """

    description = "encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        if value in ("", None):
            return ""
        if not str(value).startswith("gAAAA"):
            raise ValueError("a sealed column takes only what keyring().seal() gave")
        return value
