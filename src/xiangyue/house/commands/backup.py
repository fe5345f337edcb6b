from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
from pathlib import Path

from django.utils import timezone

from xiangyue.house.backup.bring_back import bring_back
from xiangyue.house.backup.make import make
from xiangyue.kernel.errors import Refused

VARIABLE = "XIANGYUE_BACKUP_PASSPHRASE"


def backup(options: argparse.Namespace) -> int:
    """Database, files and keys into a folder for every day; files only once."""
    started = time.monotonic()
    day, manifest = make(Path(options.target), passphrase(options), at=timezone.now())
    rows, files = sum(manifest["rows"].values()), len(manifest["media"])
    print(f"{day}：{rows} 行，{files} 个附件，用时 {(time.monotonic() - started) / 60:.1f} 分钟。")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Checked whole before anything is touched; never over what is there."""
    started = time.monotonic()
    manifest, told = bring_back(
        Path(options.source), passphrase(options), moves_aside=options.move_aside, at=timezone.now()
    )
    rows, files = sum(manifest["rows"].values()), len(manifest["media"])
    minutes = (time.monotonic() - started) / 60
    print(f"已恢复到 {manifest['made_at']}：{rows} 行，{files} 个附件，用时 {minutes:.1f} 分钟。")
    for line in told:
        print(line)
    print("下一步：xiangyue migrate（版本更新过时）、xiangyue verify，然后启动。")
    return 0


def passphrase(options: argparse.Namespace) -> str:
    """From a file, the environment or the keyboard; never from the command line, which the whole machine reads."""
    if options.passphrase_file:
        return Path(options.passphrase_file).read_text(encoding="utf-8").strip()
    if given := os.environ.get(VARIABLE):
        return given
    if not sys.stdin.isatty():
        raise Refused(f"没有口令：请用 --passphrase-file，或设环境变量 {VARIABLE}。")
    return getpass.getpass("备份口令：")
