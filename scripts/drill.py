"""The drill of a loss: people go on writing, a backup is taken, everything is wiped, the backup is brought back.

Prints what it took and what is there again; ends with 1 where a row, a chain, a file or a key is not as it was.
`DATABASE_URL` names an empty PostgreSQL database, or nothing (then a file of its own). Everything happens in a folder
that is thrown away.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DAYS, FILES, BEFORE = 2, 5, 150  # backups under writes; files of the town; matters before the first of them
HERE = Path(__file__).resolve()


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    around = {name: value for name, value in os.environ.items() if not name.startswith("XIANGYUE_")}
    around |= {"XIANGYUE_DATA": str(folder / "data"), "XIANGYUE_BACKUP_PASSPHRASE": "correct horse battery staple"}
    around.setdefault("DATABASE_URL", f"sqlite:///{folder}/data/town.sqlite3")
    try:
        return drill(folder, around)
    finally:
        shutil.rmtree(folder)


def drill(folder: Path, around: dict[str, str]) -> int:
    target, data = folder / "backup", folder / "data"
    told(around, "migrate", "-v0")
    told(around, "town", "load", "yongledian")
    (data / "media").mkdir()
    for number in range(FILES):
        (data / "media" / f"{number}.bin").write_bytes(os.urandom(200_000))
    writer = subprocess.Popen([sys.executable, str(HERE), "--write"], env=around, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(BEFORE):
        writer.stdout.readline()
    minutes, sizes = [], []
    for day in range(DAYS):
        (data / "media" / f"of day {day}.bin").write_bytes(os.urandom(200_000))
        started = time.monotonic()
        told(around, "backup", str(target))
        minutes.append((time.monotonic() - started) / 60)
        sizes.append(sum(path.stat().st_size for path in target.rglob("*") if path.is_file()))
        time.sleep(1)
    assert writer.poll() is None, "the writer had ended before the backup did"
    writer.terminate()
    written = BEFORE + len(writer.communicate()[0].splitlines())
    wipe(around, data)
    started = time.monotonic()
    print(told(around, "restore", str(target)).strip())
    back = (time.monotonic() - started) / 60
    manifest = json.loads(json.loads((sorted(target.glob("2*"))[-1] / "manifest.json").read_text())["body"])
    verified = told(around, "verify").strip().splitlines()[-1]
    found = json.loads(told(around, "shell", "-v0", "-c", _COUNT).strip().splitlines()[-1])
    faults = wrong(manifest, found, data, written)
    print(
        "| engine | matters written | of them in the backup | rows | files | backups, minutes | MB | restore, minutes |"
    )
    print("|" + "---|" * 8)
    cells = [manifest["engine"], written, found["matters"], sum(manifest["rows"].values()), len(manifest["media"])]
    cells += [", ".join(f"{one:.2f}" for one in minutes), ", ".join(f"{one / 1e6:.1f}" for one in sizes), f"{back:.2f}"]
    print("| " + " | ".join(map(str, cells)) + " |")
    print(f"xiangyue verify: {verified}")
    for fault in faults:
        print(f"WRONG: {fault}")
    return 1 if faults else 0


# In one process after the restore: what is there, and whether the sealed columns open.
_COUNT = """
import json
from xiangyue.kernel.models import Event, Matter, Party
from xiangyue.kernel.sealing import contact
sealed = list(Party.objects.exclude(phone_sealed="").select_related("key"))
print(json.dumps({"matters": Matter.objects.filter(number__startswith="DRILL").count(),
    "events": Event.objects.filter(matter__number__startswith="DRILL").count(),
    "last": max(Matter.objects.filter(number__startswith="DRILL").values_list("number", flat=True), default=""),
    "phones": sum(contact(one, "phone").startswith("1990000") for one in sealed), "sealed": len(sealed)}))
"""


def wrong(manifest: dict, found: dict, data: Path, written: int) -> list[str]:
    """One moment: the first so many matters without a gap, each with its event; all files; keys that open."""
    faults = []
    if not BEFORE <= found["matters"] <= written:
        faults.append(f"{found['matters']} matters are there, {BEFORE} to {written} were written")
    if found["last"] != f"DRILL{found['matters']:06d}" or found["events"] != found["matters"]:
        faults.append(f"the moment has gaps: {found}")
    if not found["sealed"] or found["phones"] != found["sealed"]:
        faults.append(f"{found['sealed'] - found['phones']} phone numbers do not open")
    if len([path for path in (data / "media").iterdir() if path.stat().st_size == 200_000]) != FILES + DAYS:
        faults.append("files are missing")
    if sum(manifest["rows"].values()) < 2 * found["matters"]:
        faults.append("the manifest counts too few rows")
    return faults


def told(around: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "xiangyue.house", *words]
    ran = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(words)}: {ran.stdout}{ran.stderr}")
    return ran.stdout


def wipe(around: dict[str, str], data: Path) -> None:
    shutil.rmtree(data)
    if not around["DATABASE_URL"].startswith("sqlite"):
        import psycopg

        with psycopg.connect(around["DATABASE_URL"], autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE")
            database.execute("CREATE SCHEMA public")


def write() -> None:
    """Somebody says something, again and again; one line on standard output for each that stands."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiangyue.house.settings"
    import django

    django.setup()
    from django.utils import timezone

    from xiangyue.kernel.actions import REQUESTER, Intake, Requester, receive
    from xiangyue.kernel.models import Place

    town, count = Place.objects.get(code="110112117000"), 0
    while True:
        count += 1
        now = timezone.now()
        intake = Intake(
            number=f"DRILL{count:06d}",
            title="路灯不亮",
            words="孔兴路路灯不亮，已经三天了。",
            received_at=now,
            requester=Requester(name="林小草", phone=f"1990000{count % 10_000:04d}"),
        )
        receive(town, intake, door="portal", actor=REQUESTER, at=now)
        print(count, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    sys.exit(main())
