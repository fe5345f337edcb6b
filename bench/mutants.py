"""Which mutants: a seeded sample over the places of the code, without those that no test could notice."""

from __future__ import annotations

import ast
import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names


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
