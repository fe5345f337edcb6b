from __future__ import annotations

import argparse

from django.utils import timezone

from xiangyue.house.townfolder import check, find_folder, load
from xiangyue.kernel.errors import Refused


def town(options: argparse.Namespace) -> int:
    """`check` tells every problem (1 when there is any); `load` brings the folder in, as often as one likes."""
    folder = find_folder(options.folder)
    if folder is None:
        raise Refused(f"没有“{options.folder}”这个镇文件夹。请写文件夹的路径，或随系统带来的名字，如 yongledian。")
    if options.deed == "check":
        problems = check(folder)
        for problem in problems:
            print(problem)
        print(f"发现 {len(problems)} 处问题。" if problems else f"{folder.name} 完好，可以装载。")
        return 1 if problems else 0
    counts = load(folder, at=timezone.now())
    for name, count in counts.items():
        print(f"{name}\t{count}")
    print(f"{folder.name} 已装载。")
    return 0
