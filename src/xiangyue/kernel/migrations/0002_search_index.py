"""The search index is a table that Django's models cannot describe: tsvector + GIN on PostgreSQL, FTS5 on SQLite."""

from django.db import migrations

POSTGRESQL = """
CREATE TABLE kernel_search (
    matter_id bigint PRIMARY KEY,
    lexemes tsvector NOT NULL
);
ALTER TABLE kernel_search ALTER COLUMN lexemes SET STATISTICS 1000;
CREATE INDEX kernel_search_lexemes ON kernel_search USING gin (lexemes);
"""
SQLITE = "CREATE VIRTUAL TABLE kernel_search USING fts5(lexemes, content='', detail=none);"


def create(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE kernel_search")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_six_nouns")]
    operations = [migrations.RunPython(create, drop)]
