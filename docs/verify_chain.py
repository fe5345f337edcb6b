#!/usr/bin/env python3
"""Check an exported event chain with nothing but Python: `python3 verify_chain.py FILE`.

FILE is what `xiangyue export chain FILE --town NAME` wrote: JSON lines of kinds town, event, entry, seal, head.
Exit status 0: every event and seal is as it was written. 1: at least one is not, and each is named.
"""

import hashlib
import json
import sys

GENESIS = "0" * 64


def digest(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def written(at):
    """2024-11-05T04:00:00+00:00 as it stands in the hash: UTC with microseconds and a Z."""
    moment, _, zone = at.partition("+")
    if zone not in ("00:00", ""):
        raise ValueError(f"not in UTC: {at}")
    day, _, fraction = moment.partition(".")
    return f"{day}.{(fraction + '000000')[:6]}Z"


def check(lines):
    town, faults, ends, sealed, seals, previous_seal = None, [], {}, {}, 0, GENESIS
    for line in lines:
        row = json.loads(line)
        if row["kind"] == "town":
            town = row["code"]
        elif row["kind"] == "event":
            matter, seq = row["matter"], row["seq"]
            last_seq, last_hash = ends.get(matter, (0, GENESIS))
            if seq != last_seq + 1:
                faults.append(f"{matter}: expected event {last_seq + 1}, found {seq}")
            if row["previous"] != last_hash:
                faults.append(f"{matter} event {seq}: does not follow the event before it")
            told = {
                "of": "event",
                "previous": row["previous"],
                "town": town,
                "matter": matter,
                "seq": seq,
                "name": row["name"],
                "at": written(row["at"]),
                "actor": row["actor"],
                "particulars": row["particulars"],
            }
            if digest(told) != row["hash"]:
                faults.append(f"{matter} event {seq}: changed")
            ends[matter] = (seq, row["hash"])
            if row["seal"]:
                sealed.setdefault(row["seal"], []).append([matter, seq, row["hash"]])
        elif row["kind"] == "entry":
            key, seq = f"{row['source']}:{row['key']}", row["seq"]
            last_seq, last_hash = ends.get(key, (0, GENESIS))
            if seq != last_seq + 1:
                faults.append(f"{key}: expected row {last_seq + 1}, found {seq}")
            if row["previous"] != last_hash:
                faults.append(f"{key} row {seq}: does not follow the row before it")
            told = {
                "of": row["source"],
                "previous": row["previous"],
                "town": town,
                "key": row["key"],
                "seq": seq,
                "content": row["content"],
            }
            if digest(told) != row["hash"]:
                faults.append(f"{key} row {seq}: changed")
            ends[key] = (seq, row["hash"])
            if row["seal"]:
                sealed.setdefault(row["seal"], []).append([key, seq, row["hash"]])
        elif row["kind"] == "seal":
            entries, seals = sorted(sealed.pop(row["day"], [])), seals + 1
            if digest({"of": "root", "entries": entries}) != row["root"] or len(entries) != row["count"]:
                faults.append(f"seal of {row['day']}: holds {row['count']} events, found {len(entries)} or others")
            told = {
                "of": "seal",
                "previous": previous_seal,
                "town": town,
                "day": row["day"],
                "count": row["count"],
                "root": row["root"],
            }
            if row["previous"] != previous_seal or digest(told) != row["hash"]:
                faults.append(f"seal of {row['day']}: does not follow the seal before it")
            previous_seal = row["hash"]
        elif row["kind"] == "head" and ends.get(row["matter"]) != (row["seq"], row["hash"]):
            faults.append(f"{row['matter']}: the end of its chain is missing or changed")
    faults += [f"seal of {day} is missing" for day in sealed]
    return faults, len(ends), seals


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    with open(sys.argv[1], encoding="utf-8") as file:
        faults, matters, seals = check(file)
    for fault in faults:
        print(fault)
    print(
        f"{matters} matters, {seals} seals: "
        + (f"{len(faults)} faults" if faults else "every row is as it was written")
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
