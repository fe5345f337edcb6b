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
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import zip_longest
from math import sqrt
from pathlib import Path
from queue import Queue

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from mutants import GROUPS, Mutant, drawn
from reach import Reach

ROOT = Path(__file__).parents[1]
TESTS = ["kernel", "lib", "figures", "hotline", "doors/test_hotline_words.py", "desks", "rooms", "counter"]
TESTS += ["town/test_history.py", "walks", "house/test_people_pages.py"]
COVERED = ["kernel", "figures/score", "lib", "doors/hotline"]


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
