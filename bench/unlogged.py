"""The house for bench/access_log.py: whole, or without the access log's middleware where the benchmark says so."""

import os

from xiangyue.house import settings

if os.environ.get("XIANGYUE_BENCH_WITHOUT_LOG"):
    settings.MIDDLEWARE.remove("xiangyue.house.traces.middleware.TraceMiddleware")

from xiangyue.house.wsgi import application

__all__ = ["application"]
