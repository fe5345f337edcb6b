#!/usr/bin/env python3
"""Check what a town gave away of its past with nothing but Python: `python3 verify_chain.py FILE [EARLIER]`.

FILE is what `xiangyue export chain FILE --town NAME` or the nightly seals wrote: JSON lines of kinds town, event,
entry, key, seal, head, checkpoint. EARLIER is such a file kept from before: every day and event in it must still be the
same in FILE. Where the package cryptography (or, for SM2, gmssl) is installed, signatures are checked as well.
Exit status 0: everything is as it was written. 1: something is not, and each is named.
"""

import base64
import hashlib
import json
import sys

GENESIS = "0" * 64


def digest(value, algorithm=""):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.new("sm3" if algorithm == "sm3" else "sha256", text).hexdigest()


def named(told, row, **more):
    """Records that name their digest are hashed together with that name."""
    return told | {"algorithm": row["algorithm"], **more} if row.get("algorithm") else told


def written(at):
    """2024-11-05T04:00:00+00:00 as it stands in the hash: UTC with microseconds and a Z."""
    moment, _, zone = at.partition("+")
    if zone not in ("00:00", ""):
        raise ValueError(f"not in UTC: {at}")
    day, _, fraction = moment.partition(".")
    return f"{day}.{(fraction + '000000')[:6]}Z"


class Tree:
    """The Merkle tree of RFC 6962 over the seals."""

    def __init__(self):
        self.size, self.whole = 0, []

    def append(self, leaf):
        height, node = 0, hashlib.sha256(b"\0" + leaf).digest()
        while self.whole and self.whole[-1][0] == height:
            height, node = height + 1, hashlib.sha256(b"\1" + self.whole.pop()[1] + node).digest()
        self.whole.append((height, node))
        self.size += 1

    def body(self, town):
        node = self.whole[-1][1]
        for _, left in reversed(self.whole[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return f"xiangyue/{town}\n{self.size}\n{base64.b64encode(node).decode()}\n".encode()


def signature_holds(key, signature, body):
    """True, False, or None where the package that could tell is not installed."""
    public = base64.b64decode(key["public"])
    try:
        if key["algorithm"] == "sm2":
            from gmssl import sm2

            curve = sm2.CryptSM2(private_key="", public_key="")
            curve.public_key = public.hex()  # its constructor spoils a key that begins with 04
            return bool(curve.verify_with_sm3(signature.hex(), body))
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True


class Chain:
    """Reads the lines in their order; `faults` are sentences, `unsure` the seals whose signature nobody could check."""

    def __init__(self):
        self.town, self.faults, self.unsure = None, [], 0
        self.ends, self.sealed, self.seals, self.hashes = {}, {}, {}, {}
        self.keys, self.tree, self.previous_seal, self.holds_events = {}, Tree(), GENESIS, False

    def read(self, row):
        getattr(self, f"read_{row['kind']}", lambda row: None)(row)

    def read_town(self, row):
        self.town = row["code"]

    def read_event(self, row):
        told = {
            "of": "event",
            "previous": row["previous"],
            "town": self.town,
            "matter": row["matter"],
            "seq": row["seq"],
            "name": row["name"],
            "at": written(row["at"]),
            "actor": row["actor"],
            "particulars": row["particulars"],
        }
        told = named(told, row, version=row.get("version"), changes=row.get("changes"))
        self.link(row["matter"], "event", row, digest(told, row.get("algorithm")))

    def read_entry(self, row):
        told = {
            "of": row["source"],
            "previous": row["previous"],
            "town": self.town,
            "key": row["key"],
            "seq": row["seq"],
            "content": row["content"],
        }
        self.link(f"{row['source']}:{row['key']}", "row", row, digest(named(told, row), row.get("algorithm")))

    def link(self, key, what, row, expected):
        self.holds_events = True
        seq = row["seq"]
        last_seq, last_hash = self.ends.get(key, (0, GENESIS))
        if seq != last_seq + 1:
            self.faults.append(f"{key}: expected {what} {last_seq + 1}, found {seq}")
        if row["previous"] != last_hash:
            self.faults.append(f"{key} {what} {seq}: does not follow the {what} before it")
        if expected != row["hash"]:
            self.faults.append(f"{key} {what} {seq}: changed")
        self.ends[key] = (seq, row["hash"])
        self.hashes[key, seq] = row["hash"]
        if row["seal"]:
            self.sealed.setdefault(row["seal"], []).append([key, seq, row["hash"]])

    def read_key(self, row):
        self.keys[row["mark"]] = row

    def read_seal(self, row):
        day, algorithm = row["day"], row.get("algorithm", "")
        self.seals[day] = row["hash"]
        if self.holds_events:
            entries = sorted(self.sealed.pop(day, []))
            if digest({"of": "root", "entries": entries}, algorithm) != row["root"] or len(entries) != row["count"]:
                self.faults.append(f"seal of {day}: holds {row['count']} events, found {len(entries)} or others")
        told = {
            "of": "seal",
            "previous": self.previous_seal,
            "town": self.town,
            "day": day,
            "count": row["count"],
            "root": row["root"],
        }
        if row["previous"] != self.previous_seal or digest(named(told, row), algorithm) != row["hash"]:
            self.faults.append(f"seal of {day}: does not follow the seal before it")
        self.previous_seal = row["hash"]
        self.tree.append(bytes.fromhex(row["hash"]))
        if algorithm:
            self.check_signature(row)

    def check_signature(self, row):
        key = self.keys.get(row["signed_by"])
        if key is None:
            self.faults.append(f"seal of {row['day']}: signed by a key that is not in the file")
            return
        holds = signature_holds(key, base64.b64decode(row["signature"]), self.tree.body(self.town))
        self.unsure += holds is None
        if holds is False:
            self.faults.append(f"seal of {row['day']}: the signature is not of this seal")

    def read_head(self, row):
        if self.ends.get(row["matter"]) != (row["seq"], row["hash"]):
            self.faults.append(f"{row['matter']}: the end of its chain is missing or changed")

    def end(self):
        self.faults += [f"seal of {day} is missing" for day in self.sealed]


def read(path):
    chain = Chain()
    with open(path, encoding="utf-8") as file:
        for line in file:
            chain.read(json.loads(line))
    chain.end()
    return chain


def compare(now, earlier):
    """What the earlier file vouched for and the new one does not say."""
    for day, of_day in earlier.seals.items():
        if now.seals.get(day) != of_day:
            yield f"seal of {day}: {'is gone' if day not in now.seals else 'is another than in the earlier file'}"
    if now.holds_events:
        for (key, seq), of_event in earlier.hashes.items():
            if now.hashes.get((key, seq)) != of_event:
                how = "is gone" if (key, seq) not in now.hashes else "is another than in the earlier file"
                yield f"{key} event {seq}: {how}"


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        return 2
    now = read(sys.argv[1])
    faults = now.faults + (list(compare(now, read(sys.argv[2]))) if len(sys.argv) == 3 else [])
    for fault in faults:
        print(fault)
    if now.unsure:
        print(f"{now.unsure} signatures were not checked: the package that could is not installed")
    newest = max(now.seals, default="no day")
    print(
        f"{len(now.ends)} matters, {len(now.seals)} seals, vouched for up to {newest}: "
        + (f"{len(faults)} faults" if faults else "every row is as it was written")
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
