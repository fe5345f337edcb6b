"""A text column that is encrypted at rest. The keys come from settings; the newest seals, all of them open."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models

from xiangyue.lib.algorithms import SUITES, Suite
from xiangyue.lib.keyring import SM4, Keyring

OWN = "own."  # the mark of what is sealed under a person's own key
_TOKENS = ("gAAAA", SM4, OWN)


def suite() -> Suite:
    """The algorithms of this installation; what is there already names its own."""
    return SUITES[settings.XIANGYUE_CIPHERS]


@lru_cache(maxsize=4)
def _keyring(keys: tuple[str, ...], lookup_key: str, ciphers: str) -> Keyring:
    return Keyring(list(keys), lookup_key, SUITES[ciphers])


def keyring() -> Keyring:
    return _keyring(tuple(settings.XIANGYUE_SEALING_KEYS), settings.XIANGYUE_LOOKUP_KEY, settings.XIANGYUE_CIPHERS)


class SealedTextField(models.TextField):
    """Stored as a token; in Python it is the token too, so that nothing is opened by accident.

    Open it with `kernel.actions.reveal` (logged), or mask it with `kernel.queries.contact_of`.
    """

    description = "encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        if value in ("", None):
            return ""
        if not str(value).startswith(_TOKENS):
            raise ValueError("a sealed column takes only what keyring().seal() gave")
        return value
