"""`xiangyue`: one command for everything. Django's own commands (migrate, makemessages, shell …) work behind it too."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

OUR_OWN = (
    "demo",
    "serve",
    "work",
    "town",
    "import",
    "reconcile",
    "score",
    "facts",
    "verify",
    "export",
    "token",
    "reseal",
    "open311",
    "backup",
    "restore",
    "pack",
    "profile",
    "addresses",
)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the command and exits: 0 done, 1 not done (the reason is on standard error), 2 the call's words are off."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiangyue.house.settings")
    if arguments and arguments[0] not in OUR_OWN and not arguments[0].startswith("-"):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["xiangyue", *arguments])
        return
    options = parser().parse_args(arguments or ["--help"])
    import django

    django.setup()
    from xiangyue.house import commands

    sys.exit(commands.run(options))


def parser() -> argparse.ArgumentParser:
    """The whole command line; `--help` of each part is meant to be read."""
    top = argparse.ArgumentParser(
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
    demo = parts.add_parser("demo", help="建好永乐店演示镇并打开 / build the demo town and serve it")
    demo.add_argument("--no-serve", action="store_true", help="只建库，不启动网页 / build only")
    demo.add_argument("--port", type=int, default=8000)
    serve = parts.add_parser(
        "serve", help="网页和后台，结束了自动重启 / web and worker, each started again when it ends"
    )
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--workers", type=int, default=2, help="网页进程数 / web processes (default 2)")
    serve.add_argument("--no-worker", action="store_true", help="只起网页，后台另用 xiangyue work / web only")
    work = parts.add_parser("work", help="只跑后台：响铃、反应、日封 / the worker alone")
    work.add_argument("--once", action="store_true", help="做完眼前的就结束 / stop when nothing waits")
    work.add_argument("--kept", type=int, default=0, metavar="PID", help="随这个进程结束 / end with this process")
    town = parts.add_parser("town", help="检查或装载一个镇的文件夹 / check or load a town folder")
    town.add_argument("deed", choices=["check", "load"])
    town.add_argument("folder")
    bring = parts.add_parser("import", help="导入一个文件 / import a file")
    bring.add_argument("what", choices=["hotline"])
    bring.add_argument("file", nargs="?", help="文件；撤回时不写 / none with --undo")
    _town_option(bring)
    bring.add_argument("--mapping", help="本镇保存的列对应名称，如 beijing、messages / saved column mapping")
    bring.add_argument("--rejects", help="退回行写到哪个文件，默认与来件同目录 / where bad rows go")
    bring.add_argument("--undo", type=int, metavar="RUN", help="撤回这个批次号的导入 / take an import back")
    bring.add_argument("--reason", default="", help="为什么撤回 / why it is taken back")
    beside = parts.add_parser(
        "reconcile", help="与上级平台的导出对账，只看不改 / lay the platform's export beside our orders"
    )
    beside.add_argument("what", choices=["hotline"])
    beside.add_argument("file")
    _town_option(beside)
    beside.add_argument("--mapping", required=True, help="本镇保存的列对应名称 / saved column mapping")
    beside.add_argument("--since", help="YYYY-MM-DD，默认文件里最早的来件 / default: the file's first")
    beside.add_argument("--until", help="YYYY-MM-DD（含），默认文件里最晚的来件 / default: the file's last")
    beside.add_argument("--out", help="差异写到哪个 .xlsx / where the differences go")
    export = parts.add_parser("export", help="导出 / export")
    export.add_argument(
        "what",
        choices=["hotline", "chain", "seals"],
        help="hotline：按来件的列回传；chain：事件链；seals：日封，供离线核验",
    )
    export.add_argument("file")
    _town_option(export)
    export.add_argument("--since", help="YYYY-MM-DD")
    export.add_argument("--mapping", default="beijing")
    score = parts.add_parser("score", help="一个考核期的三率和综合分 / three rates and score of a period")
    _town_option(score)
    score.add_argument("--period", required=True, help="YYYY-MM，考核期结束的月份 / the month in which it ends")
    score.add_argument("--format", choices=["table", "json"], default="table")
    facts = parts.add_parser("facts", help="公布的说法与记录是否一致 / published statements against the records")
    _town_option(facts)
    facts.add_argument("--year", type=int, required=True)
    facts.add_argument("--format", choices=["table", "json"], default="table")
    verify = parts.add_parser("verify", help="核验事件链和日封 / verify the event chain and the seals")
    verify.add_argument("--town", help="镇的代码或名称，默认全部 / default: all")
    verify.add_argument(
        "--against",
        metavar="FILE",
        help="和外存的日封或事件链逐日、逐条核对 / compare with seals or a chain kept outside",
    )
    seal = parts.add_parser(
        "reseal", help="换密钥后，把封存的姓名电话住址改用最新密钥 / seal contact details under the newest key"
    )
    seal.add_argument("--town", help="镇的代码或名称，默认全部 / default: all")
    token = parts.add_parser("token", help="给一个岗位发接口令牌 / make an API token for a seat")
    token.add_argument("--seat", type=int, required=True)
    token.add_argument("--title", required=True)
    token.add_argument(
        "--deeds",
        default="",
        help="只准做这些，用逗号分开，如 api.intake,matters.see；不写为该岗位全部权限 / only these deeds",
    )
    token.add_argument("--days", type=int, default=365, help="多少天后失效，默认一年 / ends after so many days")
    open311 = parts.add_parser("open311", help="发放、列出或停用 Open311 接口密钥 / Open311 keys")
    open311.add_argument("deed", choices=["make", "list", "end"])
    _town_option(open311)
    open311.add_argument("--title", default="", help="给谁用，如“区级平台” / whose key")
    open311.add_argument("--per-minute", type=int, default=60, help="每分钟最多提交几件 / at most so many a minute")
    open311.add_argument("--days", type=int, default=0, help="多少天后自动停用，0 为不限 / ends after so many days")
    open311.add_argument("--id", type=int, default=0, help="要停用的密钥编号 / number of the key to end")
    keep = parts.add_parser("backup", help="备份数据库、附件和密钥，封存在口令下 / back up, sealed to a passphrase")
    keep.add_argument("target", help="备份文件夹；每天一份，附件只存一次 / the folder of all days")
    back = parts.add_parser("restore", help="从备份恢复 / bring a backup back")
    back.add_argument("source", help="备份文件夹（用最新一份），或其中某一天 / the folder, or one day of it")
    back.add_argument(
        "--move-aside", action="store_true", help="原有数据改名留着 / keep what is there under another name"
    )
    pack = parts.add_parser("pack", help="离线工作包：未办结的事、时限、电话和登记表 / to go on without the system")
    pack.add_argument("target", help="放在哪个文件夹 / folder")
    _town_option(pack)
    pack.add_argument("--forms", type=int, default=40, help="几张编好号的登记表 / numbered forms")
    level = parts.add_parser("profile", help="等保条款逐条对照：要求、做法、测试 / clauses of GB/T 22239, one by one")
    level.add_argument("name", nargs="?", choices=["open", "level2", "level3"], help="默认本机的设置 / default: as set")
    level.add_argument("--format", choices=["table", "markdown"], default="table")
    where = parts.add_parser("addresses", help="各岗位的登录地址，进不来时解除 / from where roles come in; lift it")
    _town_option(where)
    where.add_argument("--lift", metavar="ROLE", help="解除这个岗位的限制，如 security / this role from everywhere")
    where.add_argument("--reason", default="", help="为什么解除 / why it is lifted")
    for part in (keep, back, pack):
        part.add_argument("--passphrase-file", help="口令所在的文件 / file that holds the passphrase")
    return top


def _town_option(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "--town", required=True, help="镇的文件夹名、代码或名称，如 yongledian / folder name, code or name"
    )
