"""A quote that nothing closes is seen exactly where a strict reader of the format sees one."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.sheets.text import _open_quote

SIGNS = st.text('ab,"\n', max_size=30)
ROWS = st.lists(st.lists(st.text('ab,"\r\n', max_size=6), min_size=3, max_size=3), min_size=1, max_size=4)


@given(SIGNS)
def test_it_is_seen_where_a_strict_reader_comes_to_the_end_within_a_field(text):
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            assert _open_quote(text, ",")
    else:
        assert not _open_quote(text, ",")


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_what_a_writer_wrote_is_never_taken_for_one(rows, ending):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=ending).writerows(rows)
    assert _open_quote(out.getvalue(), ",") == 0


def test_the_line_is_that_of_the_opening():
    assert _open_quote('a,"b\n""c\nd,e\n', ",") == 1
    assert _open_quote('a,"b""c"\nd,"x\ny', ",") == 2
