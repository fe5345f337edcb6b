"""`xiangyue`: one command for everything. Django's own commands (migrate, makemessages, shell …) work behind it too."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from xiangyue.house.spoken import Parser, unknown

EXAMPLES = {
    "demo": "xiangyue demo --port 8000",
    "serve": "xiangyue serve --host 0.0.0.0 --port 8000",
    "work": "xiangyue work --once",
    "town": "xiangyue town check yongledian",
    "import": "xiangyue import hotline 工单.xlsx --town yongledian --mapping beijing",
    "reconcile": "xiangyue reconcile hotline 平台导出.xlsx --town yongledian --mapping beijing --out 差异.xlsx",
    "export": "xiangyue export seals 日封.jsonl --town yongledian",
    "score": "xiangyue score --town yongledian --period 2024-11",
    "facts": "xiangyue facts --town yongledian --year 2024",
    "verify": "xiangyue verify --town yongledian --against 日封.jsonl",
    "reseal": "xiangyue reseal --town yongledian",
    "token": "xiangyue token --town yongledian --seat diaodu1 --title 区级平台 --deeds api.intake,api.events",
    "open311": "xiangyue open311 make --town yongledian --title 区级平台",
    "backup": "xiangyue backup /备份 --passphrase-file 口令.txt",
    "restore": "xiangyue restore /备份 --passphrase-file 口令.txt",
    "pack": "xiangyue pack /离线包 --town yongledian --passphrase-file 口令.txt",
    "profile": "xiangyue profile level3",
    "addresses": "xiangyue addresses --town yongledian --lift security --reason 换了办公网",
}


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the command and exits: 0 done, 1 not done (the reason is on standard error), 2 the call's words are off."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiangyue.house.settings")
    if arguments and arguments[0] not in EXAMPLES and not arguments[0].startswith("-"):
        _djangos_own(arguments)
        return
    options = parser().parse_args(arguments or ["--help"])
    import django

    django.setup()
    from xiangyue.house import commands

    sys.exit(commands.run(options))


def _djangos_own(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line, get_commands

    known = get_commands()
    if arguments[0] not in known and arguments[0] != "help":
        print(unknown(arguments[0], [*EXAMPLES, *known]), file=sys.stderr)
        sys.exit(2)
    execute_from_command_line(["xiangyue", *arguments])


def parser() -> argparse.ArgumentParser:
    """The whole command line; `--help` of each part is meant to be read."""
    top = Parser(
        prog="xiangyue",
        description=(
            "乡约 Xiangyue：镇里的工作系统，从一句诉求到一年的账。Django's own "
            "commands (migrate, createsuperuser …) work too."
        ),
        epilog=(
            "DATABASE_URL（sqlite:///… 或 postgresql://…）和 "
            "XIANGYUE_SECRET_KEY 对所有命令有效；不设时用用户数据目录里的内嵌库。"
        ),
    )
    parts = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = _part(parts, "demo", "建好永乐店演示镇并打开 / build the demo town and serve it")
    demo.add_argument("--no-serve", action="store_true", help="只建库，不启动网页 / build only")
    demo.add_argument("--port", type=int, default=8000)
    serve = _part(parts, "serve", "网页和后台，结束了自动重启 / web and worker, each started again when it ends")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--workers", type=int, default=2, help="网页进程数 / web processes (default 2)")
    serve.add_argument("--no-worker", action="store_true", help="只起网页，后台另用 xiangyue work / web only")
    work = _part(parts, "work", "只跑后台：响铃、反应、日封 / the worker alone")
    work.add_argument("--once", action="store_true", help="做完眼前的就结束 / stop when nothing waits")
    work.add_argument("--kept", type=int, default=0, metavar="PID", help="随这个进程结束 / end with this process")
    town = _part(parts, "town", "检查或装载一个镇的文件夹 / check or load a town folder")
    town.add_argument("deed", choices=["check", "load"])
    town.add_argument("folder")
    bring = _part(parts, "import", "导入一个文件 / import a file")
    bring.add_argument("what", choices=["hotline"])
    bring.add_argument("file", nargs="?", help="文件；撤回时不写 / none with --undo")
    _town_option(bring)
    bring.add_argument("--mapping", help="本镇保存的列对应名称，如 beijing、messages / saved column mapping")
    bring.add_argument("--rejects", help="退回行写到哪个文件，默认与来件同目录 / where bad rows go")
    bring.add_argument("--undo", type=int, metavar="RUN", help="撤回这个批次号的导入 / take an import back")
    bring.add_argument("--reason", default="", help="为什么撤回 / why it is taken back")
    beside = _part(parts, "reconcile", "与上级平台的导出对账，只看不改 / lay the platform's export beside our orders")
    beside.add_argument("what", choices=["hotline"])
    beside.add_argument("file")
    _town_option(beside)
    beside.add_argument("--mapping", required=True, help="本镇保存的列对应名称 / saved column mapping")
    beside.add_argument("--since", help="YYYY-MM-DD，默认文件里最早的来件 / default: the file's first")
    beside.add_argument("--until", help="YYYY-MM-DD（含），默认文件里最晚的来件 / default: the file's last")
    beside.add_argument("--out", help="差异写到哪个 .xlsx / where the differences go")
    export = _part(parts, "export", "导出 / export")
    export.add_argument(
        "what",
        choices=["hotline", "chain", "seals"],
        help="hotline：按来件的列回传；chain：事件链；seals：日封，供离线核验",
    )
    export.add_argument("file")
    _town_option(export)
    export.add_argument("--since", help="YYYY-MM-DD")
    export.add_argument("--mapping", default="beijing")
    score = _part(parts, "score", "一个考核期的三率和综合分 / three rates and score of a period")
    _town_option(score)
    score.add_argument("--period", required=True, help="YYYY-MM，考核期结束的月份 / the month in which it ends")
    score.add_argument("--format", choices=["table", "json"], default="table")
    facts = _part(parts, "facts", "公布的说法与记录是否一致 / published statements against the records")
    _town_option(facts)
    facts.add_argument("--year", type=int, required=True)
    facts.add_argument("--format", choices=["table", "json"], default="table")
    verify = _part(parts, "verify", "核验事件链和日封 / verify the event chain and the seals")
    verify.add_argument("--town", help="镇的代码或名称，默认全部 / default: all")
    verify.add_argument(
        "--against",
        metavar="FILE",
        help="和外存的日封或事件链逐日、逐条核对 / compare with seals or a chain kept outside",
    )
    seal = _part(parts, "reseal", "换密钥后，封存的联系方式改用最新密钥 / seal contact details under the newest key")
    seal.add_argument("--town", help="镇的代码或名称，默认全部 / default: all")
    token = _part(parts, "token", "给一个岗位发接口令牌 / make an API token for a seat")
    _town_option(token)
    token.add_argument(
        "--seat", required=True, help="岗位：登录名，一人几岗时写“登录名/单位” / log-in name, or name/unit of several"
    )
    token.add_argument("--title", required=True, help="给谁用，如“区级平台” / whose token")
    token.add_argument(
        "--deeds",
        default="",
        help="只准做这些，用逗号分开，如 api.intake,matters.see；不写为该岗位全部权限 / only these deeds",
    )
    token.add_argument("--days", type=int, default=365, help="多少天后失效，默认一年 / ends after so many days")
    open311 = _part(parts, "open311", "发放、列出或停用 Open311 接口密钥 / Open311 keys")
    open311.add_argument("deed", choices=["make", "list", "end"])
    _town_option(open311)
    open311.add_argument("--title", default="", help="给谁用，如“区级平台”；停用时也写它 / whose key, also to end it")
    open311.add_argument("--per-minute", type=int, default=60, help="每分钟最多提交几件 / at most so many a minute")
    open311.add_argument("--days", type=int, default=0, help="多少天后自动停用，0 为不限 / ends after so many days")
    keep = _part(parts, "backup", "备份数据库、附件和密钥，封存在口令下 / back up, sealed to a passphrase")
    keep.add_argument("target", help="备份文件夹；每天一份，附件只存一次 / the folder of all days")
    back = _part(parts, "restore", "从备份恢复 / bring a backup back")
    back.add_argument("source", help="备份文件夹（用最新一份），或其中某一天 / the folder, or one day of it")
    back.add_argument(
        "--move-aside", action="store_true", help="原有数据改名留着 / keep what is there under another name"
    )
    pack = _part(parts, "pack", "离线工作包：未办结的事、时限、电话和登记表 / to go on without the system")
    pack.add_argument("target", help="放在哪个文件夹 / folder")
    _town_option(pack)
    pack.add_argument("--forms", type=int, default=40, help="几张编好号的登记表 / numbered forms")
    level = _part(parts, "profile", "等保条款逐条对照：要求、做法、测试 / clauses of GB/T 22239, one by one")
    level.add_argument("name", nargs="?", choices=["open", "level2", "level3"], help="默认本机的设置 / default: as set")
    level.add_argument("--format", choices=["table", "markdown"], default="table")
    where = _part(parts, "addresses", "各岗位的登录地址，进不来时解除 / from where roles come in; lift it")
    _town_option(where)
    where.add_argument("--lift", metavar="ROLE", help="解除这个岗位的限制，如 security / this role from everywhere")
    where.add_argument("--reason", default="", help="为什么解除 / why it is lifted")
    for part in (keep, back, pack):
        part.add_argument("--passphrase-file", help="口令所在的文件 / file that holds the passphrase")
    return top


def _part(parts: Any, name: str, says: str) -> argparse.ArgumentParser:
    """A command with its sentence, which is told in the list of all and above its own help, and its example."""
    made: argparse.ArgumentParser = parts.add_parser(name, help=says, description=says, example=EXAMPLES[name])
    return made


def _town_option(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "--town", required=True, help="镇的文件夹名、代码或名称，如 yongledian / folder name, code or name"
    )
