from __future__ import annotations

import re
from pathlib import Path

from django.core.management import call_command


def test_a_module_imports_its_like_by_the_hashed_name(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "xiangyue.house.statics.HashedModules"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [path for path in tmp_path.rglob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    ours = [path for path in hashed if path.relative_to(tmp_path).parts[0] not in ("vendor", "django_htmx")]
    named = [
        name
        for path in ours
        for name in re.findall(r"""^(?:import|\}) .*?["']([./][^"']+)["'];""", path.read_text(), re.M)
    ]
    assert len(named) > 10
    assert [name for name in named if not re.search(r"\.[0-9a-f]{12}\.js$", name)] == []
