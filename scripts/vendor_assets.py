"""Copy the pinned third-party browser files into static/vendor/.

Run by hand after changing a version; the result is committed, so that installing Xiangyue needs neither npm nor a
front-end build. To move to a new version change VERSION and INTEGRITY together (`npm view NAME@VERSION
dist.integrity`).
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/xiangyue/house/static/vendor"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str
    folder: str
    files: dict[str, str] = field(default_factory=dict)


PACKAGES = (
    Package(
        "htmx.org",
        "4.0.1",
        "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        "htmx",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    Package(
        "@tabler/icons",
        "3.51.0",
        "sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
        "tabler-icons",
        {"LICENSE": "LICENSE"},
    ),
    Package(
        "echarts",
        "6.1.0",
        "sha512-q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA==",
        "echarts",
        {"dist/echarts.min.js": "echarts.min.js", "LICENSE": "LICENSE", "NOTICE": "NOTICE"},
    ),
    Package(
        "maplibre-gl",
        "6.17.0",
        "sha512-2chIZwpLGenoUQOcnm9Pk4SLbA8ppNFq8jlpXiq9vcYm3Y1wJ3fc82FL0GLwBaPYJCLzPv/mC46KEupVov75rQ==",
        "maplibre",
        {
            "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css": "maplibre-gl.css",
            "LICENSE.txt": "LICENSE",
        },
    ),
)

ICONS = """
    adjustments-horizontal alarm alert-circle alert-triangle arrow-back-up arrow-forward-up arrow-left arrow-right bell
    bolt book books briefcase building building-community building-factory-2 building-store bulb calendar calendar-event
    calendar-time camera cash certificate chart-bar chart-histogram chart-line check checkbox chevron-down chevron-left
    chevron-right chevron-up circle-check clipboard-check clipboard-list clock clock-check clock-exclamation clock-pause
    cloud-upload copy database dots download droplet external-link eye eye-off file-spreadsheet file-text filter
    first-aid-kit flag gavel git-branch git-merge heart-handshake history home hourglass id inbox info-circle key
    keyboard language leaf link list-check lock lock-open login logout mail map map-2 map-pin menu-2 message
    message-circle minus mood-sad mood-smile paperclip pencil phone phone-call photo plant-2 plus printer qrcode refresh
    repeat report report-analytics route scale school search send settings shield-check signature speakerphone star
    stars table tag tags target thumb-down thumb-up timeline tractor trash tree trophy upload user user-check
    user-circle users wheat wifi-off wind world x
"""


def fetch(package: Package, into: Path) -> Path:
    """The unpacked folder of a package whose archive matches the integrity written above."""
    wanted = f"{package.name}@{package.version}"
    subprocess.run(["npm", "pack", wanted, "--silent", "--pack-destination", str(into)], check=True, cwd=into)
    archive = next(into.glob("*.tgz"))
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        sys.exit(f"{wanted}: integrity is {found}, expected {package.integrity}")
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    return into / "package"


def copy(source: Path, target: Path) -> None:
    if source.suffix not in {".js", ".mjs"}:
        shutil.copyfile(source, target)
        return
    # The hashing static storage refuses a file that names a source map we do not ship.
    text = source.read_text(encoding="utf-8")
    target.write_text(re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")


def sprite(outline: Path) -> str:
    symbols = [symbol(name, (outline / f"{name}.svg").read_text(encoding="utf-8")) for name in sorted(ICONS.split())]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def symbol(name: str, svg: str) -> str:
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>", inside)
    drawn = "".join(shape for shape in shapes if 'stroke="none" d="M0 0h24v24H0z"' not in shape)
    return f'<symbol id="icon-{name}" viewBox="0 0 24 24">{drawn}</symbol>'


def vendor(package: Package) -> None:
    folder = VENDOR / package.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temp:
        unpacked = fetch(package, Path(temp))
        for source, target in package.files.items():
            copy(unpacked / source, folder / target)
        if package.name == "@tabler/icons":
            (folder / "icons.svg").write_text(sprite(unpacked / "icons/outline"), encoding="utf-8")
    (folder / "VERSION").write_text(f"{package.name} {package.version}\n", encoding="utf-8")


def main() -> None:
    for package in PACKAGES:
        vendor(package)
        print(f"{package.name} {package.version} → static/vendor/{package.folder}/")


if __name__ == "__main__":
    main()
