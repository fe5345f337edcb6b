"""How many small wrong changes of the code the tests notice: a seeded sample of mutants, each against the tests that
reach its line.

    uv run --with "cosmic-ray>=8.7,<9" --with "pytest-cov>=7,<8" python bench/mutation.py
        [--sample 150] [--seed 20241105] [--only kernel,score] [--work FOLDER]

Cosmic Ray makes the mutants. One full run of the tests under coverage says which test executes which line; a mutant is
shown to the tests of its line, the quickest and those of its own folders first, at most `--tests` of them and what runs
in `--seconds`; where they let it live, to as many of the others as run in three times that. What runs while modules are
imported, or is reached by none, is shown to the tests that execute anything of its file. A mutant that runs out of time
is killed.

A place of the code is drawn once, whatever can be done to it. Each operator becomes its nearest other: + and -, * and
/, | and &, < and <=. Not drawn, because no test could notice: annotations; text of refusals; caches and `frozen`; sizes
of chunks; `==` against `is`; and what declares the database, which `makemigrations --check` compares with migrations.

Results are kept in FOLDER line by line: stopped, it goes on there. The tables and survivors are printed as Markdown.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import zip_longest
from math import sqrt
from pathlib import Path
from queue import Queue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage.numbits import numbits_to_nums

ROOT = Path(__file__).parents[1]
TESTS = ["kernel", "lib", "figures", "hotline", "doors/test_hotline_words.py", "desks", "rooms"]
COVERED = ["kernel", "figures/score", "lib", "doors/hotline"]


@dataclass(frozen=True)
class Group:
    files: tuple[str, ...]  # patterns below src/xiangyue
    own: tuple[str, ...]  # the beginnings of the tests that are tried first


GROUPS = {
    "kernel": Group(("kernel/**/*.py",), ("tests/kernel",)),
    "score": Group(("figures/score/**/*.py",), ("tests/figures",)),
    "readers": Group(
        (
            "lib/sheets/*.py",
            "lib/personal.py",
            *(f"doors/hotline/{name}.py" for name in ("reading", "mapping", "checked", "identity")),
        ),
        ("tests/lib", "tests/hotline"),
    ),
}
_BUILT = 3.0  # seconds that no set-up takes but that of a database or a whole town
LEFT_OUT = ("migrations", "storytelling")

NEAREST = {
    "ReplaceBinaryOperator": {
        "Add_Sub",
        "Sub_Add",
        "Mul_Div",
        "Div_Mul",
        "FloorDiv_Mul",
        "Mod_Mul",
        "Pow_Mul",
        "BitOr_BitAnd",
        "BitAnd_BitOr",
        "BitXor_BitAnd",
        "LShift_RShift",
        "RShift_LShift",
    },
    "ReplaceComparisonOperator": {
        "Eq_NotEq",
        "NotEq_Eq",
        "Lt_LtE",
        "LtE_Lt",
        "Gt_GtE",
        "GtE_Gt",
        "Lt_Gt",
        "Gt_Lt",
        "LtE_GtE",
        "GtE_LtE",
        "Is_IsNot",
        "IsNot_Is",
    },
}
UNNOTICED_ARGUMENTS = {"chunk_size", "batch_size", "maxsize", "frozen", "slots"}
UNNOTICED_NAME = re.compile(r".*_?(CHUNK|TOGETHER|BATCH|RETRIES)$")
CACHES = {"lru_cache", "cache", "cached_property", "overload"}

Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Mutant:
    group: str
    file: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str


# --- which mutants


def drawn(tree: Path, name: str, sample: int, seed: int) -> list[Mutant]:
    """The group's sample; in the same order whatever its size, so that a larger one holds a smaller one."""
    rng, group = random.Random(f"{seed} {name}"), GROUPS[name]
    base = tree / "src/xiangyue"
    files = sorted(path for pattern in group.files for path in base.glob(pattern))
    places = [
        (path, place) for path in files if not {*LEFT_OUT} & {*path.parts} for place in sorted(places_of(path).items())
    ]
    rng.shuffle(places)
    found: list[Mutant] = []
    for path, ((start, _), choices) in places:
        if len(found) == sample:
            break
        mutant = made(tree, path, name, start[0], *rng.choice(choices))
        found += [mutant] if mutant is not None else []
    print(f"{name}: {len(places)} places in {len(files)} files, {len(found)} drawn", file=sys.stderr)
    return found


def places_of(path: Path) -> dict[Range, list[tuple[str, int]]]:
    """What can be done at each place: (operator, its occurrence in the file)."""
    source = path.read_text(encoding="utf-8")
    nodes, unnoticed = list(ast_nodes(get_ast(source))), list(unnoticed_in(source))
    places: dict[Range, list[tuple[str, int]]] = {}
    for name in filter(is_near, operator_names()):
        operator = get_operator(name)()
        ranges = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, end) in enumerate(ranges):
            if not any(first <= start and end <= last for first, last in unnoticed):
                places.setdefault((start, end), []).append((name, occurrence))
    return places


def is_near(name: str) -> bool:
    kind, _, change = name.partition("/")[2].partition("_")
    return not get_operator(name).arguments() and (kind not in NEAREST or change in NEAREST[kind])


def unnoticed_in(source: str) -> Iterator[Range]:
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        for part in unnoticed_parts(node):
            yield (
                (part.lineno, _column(lines[part.lineno - 1], part.col_offset)),
                (part.end_lineno, _column(lines[part.end_lineno - 1], part.end_col_offset)),
            )


def unnoticed_parts(node: ast.AST) -> Iterable[ast.AST]:
    match node:
        case ast.FunctionDef(returns=returns, args=args, decorator_list=decorators):
            every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
            yield from (one.annotation for one in every if one is not None and one.annotation is not None)
            yield from [returns] if returns is not None else []
            yield from (_with_at(one) for one in decorators if _called(one) in CACHES)
        case ast.ClassDef(body=body):
            yield from (one for one in body if _declares_the_database(one))
        case ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.Raise(exc=ast.Call(args=args)):
            yield from (one for one in args if isinstance(one, ast.JoinedStr))
        case ast.keyword(arg=arg) if arg in UNNOTICED_ARGUMENTS:
            yield node
        case ast.Assign(targets=[ast.Name(id=name)]) if UNNOTICED_NAME.match(name):
            yield node
        case ast.Assign(targets=[ast.Name()], value=ast.Subscript()):
            yield node  # the name of a type
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            yield node


def _declares_the_database(statement: ast.stmt) -> bool:
    match statement:
        case ast.ClassDef(name="Meta"):
            return True
        case ast.Assign(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="models")) | ast.Name(id="SealedTextField"))
        ):
            return True
    return False


def _called(decorator: ast.expr) -> str:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return named.id if isinstance(named, ast.Name) else getattr(named, "attr", "")


def _with_at(decorator: ast.expr) -> ast.expr:
    return ast.copy_location(
        ast.Constant(None, lineno=decorator.lineno, col_offset=0, end_lineno=decorator.lineno + 1, end_col_offset=0),
        ast.Constant(
            None, lineno=decorator.lineno, col_offset=0, end_lineno=decorator.end_lineno, end_col_offset=10**6
        ),
    )


def _column(line: str, offset: int) -> int:
    """`ast` counts bytes of UTF-8, the mutants' tree counts characters."""
    return len(line.encode()[:offset].decode()) if offset < len(line.encode()) else offset


def made(tree: Path, path: Path, group: str, line: int, operator: str, occurrence: int) -> Mutant | None:
    """None where the change is no Python, or none that runs otherwise."""
    source = path.read_text(encoding="utf-8")
    try:
        changed = mutate_code(source, get_operator(operator)(), occurrence)
        if changed is None or _runs(source, operator) == _runs(changed, operator):
            return None
    except (SyntaxError, AttributeError):  # the second: an exception with a dot in its name
        return None
    before, after = source.splitlines(), changed.splitlines()
    told = after[line - 1].strip() if len(before) == len(after) else "(taken away)"
    file, name = str(path.relative_to(tree)), operator.partition("/")[2]
    return Mutant(group, file, line, name, occurrence, before[line - 1].strip(), told)


def _runs(source: str, operator: str) -> list[str]:
    """Of a change of an operator only the places that have one: the star before named arguments is none."""
    tree = ast.parse(source)
    if not operator.partition("/")[2].startswith("ReplaceBinaryOperator"):
        return [ast.dump(tree)]
    return [ast.dump(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp | ast.AugAssign)]


# --- which tests


class Reach:
    """Which tests execute which lines, and how long each takes."""

    def __init__(self, coverage: Path, durations: Path, tree: Path) -> None:
        self.tree, self.seconds, self.set_up = tree, *read_durations(durations)
        self.failed = failed_in(durations) | {""}
        self.lines: dict[str, dict[int, set[str]]] = {}  # "" is what runs while modules are imported
        with sqlite3.connect(coverage) as data:
            rows = data.execute(
                "SELECT path, context, numbits FROM line_bits JOIN file ON file.id = file_id"
                " JOIN context ON context.id = context_id"
            )
            for path, context, numbits in rows:
                of_file = self.lines.setdefault(str(Path(path).relative_to(tree)), {})
                for line in numbits_to_nums(numbits):
                    of_file.setdefault(line, set()).add(context.rpartition("|")[0])

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The quickest first, one of another folder as if it took three times as long. Empty where none reaches it."""
        found = self._executing(mutant)
        if found <= {""}:  # imported, or in a process of its own, where nobody looks on
            found = set().union(*self.lines.get(mutant.file, {}).values())
        own = GROUPS[mutant.group].own
        weighed = [(self.takes(test) * (1 if test.startswith(own) else 3), test) for test in found - self.failed]
        return [test for _, test in sorted(weighed)]

    def is_reached(self, mutant: Mutant) -> bool:
        """By a test, or while the module is imported."""
        return bool(self._executing(mutant))

    def _executing(self, mutant: Mutant) -> set[str]:
        of_file = self.lines.get(mutant.file, {})
        first, last = statement_at((self.tree / mutant.file).read_text(encoding="utf-8"), mutant.line)
        return set().union(*(of_file.get(line, set()) for line in range(first, last + 1)))

    def takes(self, test: str) -> float:
        """Alone: a town that the tests of a file share is built for each of them."""
        return self.seconds.get(test, 0.0) + self.set_up.get(_file(test), 0.0) + 0.01

    def within(self, tests: Sequence[str], seconds: float, most: int) -> list[str]:
        """The first of them, at least one."""
        chosen: list[str] = []
        for test in tests[:most]:
            seconds -= self.takes(test) if _file(test) not in map(_file, chosen) else self.seconds.get(test, 0.0) + 0.01
            if chosen and seconds < 0:
                break
            chosen.append(test)
        return chosen


def _file(test: str) -> str:
    return test.partition("::")[0]


def read_durations(durations: Path) -> tuple[dict[str, float], dict[str, float]]:
    """(by test, without its set-up; by file, the longest set-up of one of its tests), in seconds."""
    told = durations.read_text(encoding="utf-8")
    took = re.findall(r"^([\d.]+)s (call|setup|teardown) +(\S.*)$", told, re.MULTILINE)
    seconds: Counter[str] = Counter()
    set_up: Counter[str] = Counter()
    for time_of, what, test in took:
        (set_up if what == "setup" else seconds)[test] += float(time_of)
    # in each process the first long one has built the database
    done = re.findall(r"^\[(gw\d+)\] .*? (tests/.*?)\s*$", told, re.MULTILINE)
    built = {process: test for process, test in reversed(done) if set_up[test] > _BUILT}
    by_file: dict[str, float] = {}
    for test in set_up.keys() - set(built.values()):
        by_file[_file(test)] = max(by_file.get(_file(test), 0.0), set_up[test])
    return dict(seconds), by_file


def failed_in(durations: Path) -> set[str]:
    return set(re.findall(r"^(?:FAILED|ERROR) (\S+)", durations.read_text(encoding="utf-8"), re.MULTILINE))


@lru_cache(maxsize=64)
def _statements(source: str) -> list[tuple[int, int]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body and body[0].lineno > node.lineno else node.end_lineno
            found.append((node.lineno, last or node.lineno))
    return found


def statement_at(source: str, line: int) -> tuple[int, int]:
    """First and last line of the smallest statement around; of a block, of its head."""
    around = [one for one in _statements(source) if one[0] <= line <= one[1]] or [(line, line)]
    return min(around, key=lambda one: one[1] - one[0])


# --- one mutant


class Bench:
    """A copy of the tree with a migrated database of its own, in which one mutant lives at a time."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.tree, self.data = folder / "tree", folder / "data"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tree, self.tree)
        self.data.mkdir(parents=True)
        self.stamp = int(time.time())
        first = ["tests/kernel/test_record.py"]
        assert self.pytest(first, 600, "--create-db") == "survived", "the tests do not pass without a mutant"
        shutil.copy(self.data / "test.sqlite3", folder / "migrated.sqlite3")
        self.migrated = folder / "migrated.sqlite3"

    def outcome(self, mutant: Mutant, tests: Sequence[str], limit: float) -> str:
        path = self.tree / mutant.file
        source = path.read_text(encoding="utf-8")
        changed = mutate_code(source, get_operator(f"core/{mutant.operator}")(), mutant.occurrence)
        try:
            self._write(path, changed)
            for left in self.data.glob("test.sqlite3*"):
                left.unlink()
            shutil.copy(self.migrated, self.data / "test.sqlite3")
            return self.pytest(tests, limit)
        finally:
            self._write(path, source)

    def pytest(self, tests: Sequence[str], limit: float, *more: str) -> str:
        """survived; killed; out of time"""
        around = {**os.environ, "PYTHONPATH": str(self.tree / "src"), "XIANGYUE_TEST_DATA": str(self.data)}
        around["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of the time of a short run
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "--no-header",
            "--tb=line",
            "-p",
            "pytest_django.plugin",
            "--reuse-db",
            *more,
            *tests,
        ]
        with subprocess.Popen(
            words,
            cwd=self.tree,
            env=around,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as run:
            try:
                told, _ = run.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, 9)
                return "out of time"
        if "not found: " in told:
            raise RuntimeError(told)
        return "survived" if run.returncode == 0 else "killed"

    def _write(self, path: Path, source: str) -> None:
        """Every writing with a second of its own: Python takes a compiled file by its second and length."""
        self.stamp += 1
        path.write_text(source, encoding="utf-8")
        os.utime(path, (self.stamp, self.stamp))


def judged(bench: Bench, reach: Reach, mutant: Mutant, seconds: float, most: int) -> str:
    tests = reach.tests_of(mutant)
    if not tests:
        return "unreached"
    first = reach.within(tests, seconds, most)
    lived = "survived" if reach.is_reached(mutant) else "unreached"
    found = bench.outcome(mutant, first, 60 + 10 * sum(map(reach.takes, first)))
    others = tests[len(first) :]
    if found == "survived" and others:
        more = reach.within(others, 3 * seconds, 1000)
        found = bench.outcome(mutant, more, 60 + 10 * sum(map(reach.takes, more)))
    return lived if found == "survived" else found


# --- the whole


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sample", type=int, default=150)
    asked.add_argument("--seed", type=int, default=20241105)
    asked.add_argument("--tests", type=int, default=40)
    asked.add_argument("--seconds", type=float, default=6)
    asked.add_argument("--benches", type=int, default=2, help="mutants at once")
    asked.add_argument("--work", type=Path, default=Path("/tmp/xiangyue-mutation"))
    asked.add_argument("--only", default=",".join(GROUPS))
    options = asked.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    tree = options.work / "tree"
    if not (options.work / "coverage").exists():
        copy_tree(tree)
        run_covered(options.work, tree, options.benches)
    groups = [drawn(tree, name, options.sample, options.seed) for name in options.only.split(",")]
    mutants = [one for turn in zip_longest(*groups) for one in turn if one is not None]
    results = options.work / "results.jsonl"
    known = dict(read_results(results))
    judge([one for one in mutants if one not in known], results, options)
    known = dict(read_results(results))
    report({one: known[one] for one in mutants if one in known})


def copy_tree(tree: Path) -> None:
    """What git knows of, as it lies here now."""
    shutil.rmtree(tree, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)


def run_covered(work: Path, tree: Path, processes: int) -> None:
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str(processes),
        "-m",
        "not browser",
        "-vv",
        "--durations=0",
        "--durations-min=0",
    ]
    words += [f"--cov=src/xiangyue/{name}" for name in COVERED] + ["--cov-context=test", "--cov-report="]
    around = {**os.environ, "PYTHONPATH": str(tree / "src"), "COVERAGE_FILE": str(work / "coverage")}
    with (work / "pytest.out").open("w", encoding="utf-8") as told:
        subprocess.run(words + [f"tests/{name}" for name in TESTS], cwd=tree, env=around, stdout=told, check=False)


def judge(mutants: Sequence[Mutant], results: Path, options: argparse.Namespace) -> None:
    if not mutants:
        return
    reach = Reach(options.work / "coverage", options.work / "pytest.out", options.work / "tree")
    benches: Queue[Bench] = Queue()
    for number in range(options.benches):
        benches.put(Bench(options.work / "tree", options.work / f"bench-{number}"))

    def one(mutant: Mutant) -> None:
        bench = benches.get()
        try:
            found = judged(bench, reach, mutant, options.seconds, options.tests)
        finally:
            benches.put(bench)
        with results.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"found": found, **asdict(mutant)}, ensure_ascii=False) + "\n")

    with ThreadPoolExecutor(options.benches) as pool:
        for _ in pool.map(one, mutants):
            pass


def read_results(results: Path) -> Iterator[tuple[Mutant, str]]:
    if results.exists():
        for line in results.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            yield Mutant(**{name: value for name, value in told.items() if name != "found"}), told["found"]


def report(found: dict[Mutant, str]) -> None:
    print("| group | sampled | killed | survived | no test reaches it | score | 95 % (Wilson) |")
    print("|---|---|---|---|---|---|---|")
    for name in GROUPS:
        outcomes = Counter(outcome for mutant, outcome in found.items() if mutant.group == name)
        sampled, killed = outcomes.total(), outcomes["killed"] + outcomes["out of time"]
        if sampled:
            low, high = wilson(killed, sampled)
            lived = f"{killed} | {outcomes['survived']} | {outcomes['unreached']}"
            print(f"| {name} | {sampled} | {lived} | **{killed / sampled:.0%}** | {low:.0%} – {high:.0%} |")
    for outcome in ("survived", "unreached"):
        print(f"\n{outcome}:\n")
        for mutant, how in sorted(found.items(), key=lambda one: (one[0].group, one[0].file, one[0].line)):
            if how == outcome:
                where = f"{mutant.file.removeprefix('src/xiangyue/')}:{mutant.line}"
                print(f"- `{where}` `{mutant.before}` → `{mutant.after}`")


def wilson(hits: int, of: int) -> tuple[float, float]:
    z, share = 1.96, hits / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


if __name__ == "__main__":
    main()
