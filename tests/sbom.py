"""The locked dependencies and the vendored JavaScript -> build/sbom.json, in CycloneDX; `make sbom` calls it.

Listed is what `make up` runs with, in an environment made for the list alone: the image has the same without the
embedded PostgreSQL. The same lock gives the same file, byte for byte.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
ENVIRONMENT = BUILD / "sbom"
LIST = BUILD / "sbom.json"


def main(uv: str) -> None:
    """Install the locked dependencies apart from those of developers, list them, and add what is vendored."""
    settings = dict(os.environ) | {"UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT), "UV_PYTHON": sys.executable}
    subprocess.run([uv, "sync", "--locked", "--quiet", "--no-group", "dev"], cwd=ROOT, env=settings, check=True)
    command = [
        sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--short-PURLs",
        "--pyproject", "pyproject.toml", "--mc-type", "application", ENVIRONMENT,
    ]  # fmt: skip
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    bom = json.loads(said)
    bom["components"] += [component(each) for each in vendored()]
    text = json.dumps(bom, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if fault := JsonStrictValidator(SchemaVersion.from_version(bom["specVersion"])).validate_str(text):
        sys.exit(f"The list is not CycloneDX: {fault}")
    LIST.write_text(text)
    print(f"{LIST.relative_to(ROOT)}: {len(bom['components'])} components")


def vendored() -> list[dict[str, str]]:
    """What pyproject.toml says of the files in static/vendor."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(project["tool"]["rethread"]["vendored"])


def component(told: dict[str, str]) -> dict[str, Any]:
    """A vendored file as CycloneDX tells of it."""
    address = f"pkg:npm/{told['name']}@{told['version']}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": told["name"],
        "version": told["version"],
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": told["sha256"]}],
        "licenses": [{"license": {"id": told["licence"]}}],
        "properties": [{"name": "rethread:vendored", "value": told["file"]}],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
