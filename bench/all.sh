#!/usr/bin/env bash
# Every table of results.md: SQLite and PostgreSQL, at 10 thousand, 100 thousand and 1 million matters. Takes an hour or two.
# PostgreSQL: give an empty server's address without a database name, e.g. PG=postgresql://xiangyue@127.0.0.1:5432
set -euo pipefail
cd "$(dirname "$0")"
python=../.venv/bin/python
work=$(mktemp -d)
for n in 10000 100000 1000000; do
  for engine in sqlite postgresql; do
    export XIANGYUE_DATA="$work/$engine-$n"
    mkdir -p "$XIANGYUE_DATA"
    if [ "$engine" = sqlite ]; then
      export DATABASE_URL="sqlite:///$XIANGYUE_DATA/bench.sqlite3"
    else
      [ -n "${PG:-}" ] || continue
      psql -q "$PG/postgres" -c "CREATE DATABASE bench_$n"
      export DATABASE_URL="$PG/bench_$n"
    fi
    $python seed.py "$n" 2>/dev/null
    $python lifecycles.py 2>/dev/null
    $python pages.py 2>/dev/null
  done
done
rm -rf "$work"
