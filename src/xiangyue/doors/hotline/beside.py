"""What the upper system said of an order, cell by cell, which a purge takes."""

from __future__ import annotations

from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.kernel.besides import register

register(ImportedRow, "cells", "before")
