"""A command line that answers in Chinese what is wrong with a call, and where the help stands."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from typing import Any, NoReturn

_SAID = (
    (r"the following arguments are required: (.+)", "还要写：{0}"),
    (r"unrecognized arguments: (.+)", "不认识：{0}"),
    (r"argument (.+): invalid choice: '?([^']+)'? \(choose from (.+)\)", "{0} 不能是“{1}”，可以是：{2}"),
    (r"argument (.+): invalid int value: '(.*)'", "{0} 要写整数，“{1}”不是"),
    (r"argument (.+): expected .*", "{0} 后面要写一个值"),
)


class Parser(argparse.ArgumentParser):
    """With `example`, a call that works in the demo town, shown below the help."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        if example:
            self.epilog = f"例 / example：{example}"

    def error(self, message: str) -> NoReturn:
        said = next(
            (words.format(*found.groups()) for pattern, words in _SAID if (found := re.fullmatch(pattern, message))),
            message,
        )
        print(f"{said}。用法见：{self.prog} --help", file=sys.stderr)
        if self.example:
            print(f"例：{self.example}", file=sys.stderr)
        sys.exit(2)


def unknown(word: str, known: list[str]) -> str:
    """What to say of a command that nobody has."""
    near = get_close_matches(word, known, n=3)
    meant = f"是不是：{'、'.join(near)}？" if near else ""
    return f"没有 {word} 这个命令。{meant}全部命令见：xiangyue --help"
