"""An outage in one line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xiangyue.kernel.timekeeping import ZONE
from xiangyue.ledgers.outages.models import Outage


def told(outage: Outage) -> str:
    until = outage.until_at.astimezone(ZONE)
    what = {"what": _(outage.get_kind_display()), "until": f"{until:%m-%d %H:%M}"}
    return _("%(what)s，预计到 %(until)s") % what
