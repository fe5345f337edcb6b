"""A page sealed to a passphrase that any browser opens from a disk, without a network and without us.

PBKDF2-HMAC-SHA256 and AES-256-GCM, which every browser has; the page asks for the passphrase and shows what was sealed.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

ROUNDS = 600_000
SHORTEST = 12
_SHELL = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';
 script-src 'unsafe-inline'">
<title>%(title)s</title></head>
<body><form id="lock"><h1>%(title)s</h1><p><label>口令 <input id="said" type="password" autocomplete="off" autofocus>
</label> <button>打开</button></p><p id="says" role="status"></p></form>
<script type="application/json" id="sealed">%(sealed)s</script>
<script>
"use strict";
const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
document.getElementById("lock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const says = document.getElementById("says");
  says.textContent = "正在打开……";
  const told = JSON.parse(document.getElementById("sealed").textContent);
  try {
    const said = new TextEncoder().encode(document.getElementById("said").value);
    const base = await crypto.subtle.importKey("raw", said, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(told.salt), iterations: told.rounds };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(told.nonce) }, key, bytes(told.text));
    const page = new DOMParser().parseFromString(new TextDecoder().decode(plain), "text/html");
    document.head.replaceChildren(...page.head.children);
    document.body.replaceChildren(...page.body.children);
  } catch {
    says.textContent = "口令不对，或者文件已损坏。";
  }
});
</script></body></html>
"""


def locked(page: str, *, title: str, passphrase: str) -> str:
    """`title` is readable by everybody. ValueError for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise ValueError(f"口令太短，至少要 {SHORTEST} 个字符。")
    salt, nonce = os.urandom(16), os.urandom(12)
    key = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=ROUNDS).derive(passphrase.encode())
    parts = {"salt": salt, "nonce": nonce, "text": AESGCM(key).encrypt(nonce, page.encode(), None)}
    sealed = {name: b64encode(part).decode() for name, part in parts.items()} | {"rounds": ROUNDS}
    shown = title.replace("&", "&amp;").replace("<", "&lt;")
    return _SHELL % {"title": shown, "sealed": json.dumps(sealed)}
