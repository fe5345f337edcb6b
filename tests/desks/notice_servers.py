"""Small real servers that speak as the gateways do."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """Keeps what it was sent; answers with `status` and `body`."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict]] = []
        self.status, self.body = 200, {"errcode": 0, "errmsg": "ok"}
        self.url = ""


@contextmanager
def gateway():
    kept = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.got.append((self.path, json.loads(data)))
            body = json.dumps(kept.body).encode()
            self.send_response(kept.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
