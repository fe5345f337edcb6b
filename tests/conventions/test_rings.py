"""No module imports, by way of others, what imports it."""

from __future__ import annotations

import grimp


def test_imports_make_no_ring() -> None:
    graph = grimp.build_graph("xiangyue")
    rings = [
        (one, other)
        for one in graph.modules
        for other in graph.find_modules_directly_imported_by(one)
        if graph.chain_exists(importer=other, imported=one)
    ]
    assert rings == []
