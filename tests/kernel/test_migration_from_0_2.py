"""A database made by release 0.2 migrates: matters, ratings and chain are the same, each promise has its own clock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from xiangyue.desks.callback.models import Callback
from xiangyue.doors.enterprise.models import Rating
from xiangyue.doors.mailbox.models import Evaluation
from xiangyue.doors.reception.models import Promise
from xiangyue.kernel import queries
from xiangyue.kernel.models import Clock, Event, Matter, Place
from xiangyue.kernel.timekeeping import local_day

OLD: dict[str, Any] = json.loads((Path(__file__).parent / "data/town_of_0_2.json").read_text(encoding="utf-8"))
_THIRD_PARTY = {"contenttypes", "auth", "axes", "sessions"}


@pytest.fixture
def migrated(transactional_db):
    """The old rows under the old tables, then every migration since."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    then: dict[str, str] = {}
    for app, name in OLD["migrations"]:
        then[app] = max(then.get(app, ""), name)
    executor.migrate([(app, then.get(app)) for app, _ in leaves if app not in _THIRD_PARTY])
    old = MigrationExecutor(connection).loader.project_state(
        [(app, name) for app, name in then.items() if app not in _THIRD_PARTY or app == "auth"]
    )
    _put_back(old.apps)
    MigrationExecutor(connection).migrate(leaves)
    return Place.objects.get(level="town")


def _put_back(old: Any) -> None:
    models = {model._meta.db_table: model for model in old.get_models()}
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        for table, told in OLD["tables"].items():
            fields = {field.column: field for field in models[table]._meta.concrete_fields}
            names = ", ".join(connection.ops.quote_name(name) for name in told["columns"])
            marks = ", ".join(["%s"] * len(told["columns"]))
            for row in told["rows"]:
                values = [_value(fields[name], value) for name, value in zip(told["columns"], row, strict=True)]
                cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        written = [models[table] for table in OLD["tables"]]
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)


def _value(field: Any, value: Any) -> Any:
    """As the engine of this run stores it; the file holds what SQLite stored."""
    if connection.vendor == "sqlite" or value is None:
        return value
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return bool(value)
    return f"{value}+00:00" if kind == "DateTimeField" else value


def column(table: str, name: str) -> list[Any]:
    told = OLD["tables"][table]
    return [row[told["columns"].index(name)] for row in told["rows"]]


def test_a_town_of_that_release_is_the_same_town(migrated):
    """One test: to go back to the old tables and forward again takes a minute."""
    matters_ratings_and_the_chain_are_equal(migrated)
    every_promise_has_its_own_clock_on_its_day()
    every_table_of_today_is_there()


def matters_ratings_and_the_chain_are_equal(migrated):
    assert list(Matter.objects.order_by("pk").values_list("number", flat=True)) == column("kernel_matter", "number")
    assert list(Matter.objects.order_by("pk").values_list("head_hash", flat=True)) == column(
        "kernel_matter", "head_hash"
    )
    assert list(Event.objects.order_by("pk").values_list("hash", flat=True)) == column("kernel_event", "hash")
    assert list(queries.verify(migrated)) == []
    for model, table, name in (
        (Callback, "callback_callback", "satisfied"),
        (Rating, "enterprise_rating", "solution_satisfied"),
        (Evaluation, "mailbox_evaluation", "score"),
    ):
        assert list(model.objects.order_by("pk").values_list(name, flat=True)) == column(table, name)


def every_promise_has_its_own_clock_on_its_day():
    assert Promise.objects.count() == 3
    for promise in Promise.objects.all():
        clock = Clock.objects.get(owner=f"reception.promise:{promise.pk}", stopped_at=None)
        assert (clock.matter_id, clock.unit_id) == (promise.matter_id, promise.unit_id)
        assert local_day(clock.due_at) == promise.due_on
    assert Clock.objects.filter(owner="enterprise.plan:1", stopped_at=None).count() == 1
    assert not Clock.objects.filter(kind="promise", owner="matter", stopped_at=None).exists()


def every_table_of_today_is_there():
    known = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in apps.get_models()} <= known
