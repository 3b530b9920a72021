"""docker-compose.yml and its variables -> services, and the words by which podman runs each as an engine would."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<sign>[-?])(?P<otherwise>[^}]*))?\}")
SPAN = re.compile(r"(\d+)(m|s)")

# What an engine does around a container; here it is the stand's.
OF_THE_ENGINE = {"build", "restart", "depends_on", "networks", "ports", "healthcheck", "profiles", "logging"}
# A key of the file -> an option of podman's, for each of its values.
FLAGS = {
    "init": "--init",
    "read_only": "--read-only",
}
VALUES = {
    "user": "--user",
    "tmpfs": "--tmpfs",
    "cap_drop": "--cap-drop",
    "cap_add": "--cap-add",
    "security_opt": "--security-opt",
    "mem_limit": "--memory",
    "pids_limit": "--pids-limit",
    "shm_size": "--shm-size",
    "stop_signal": "--stop-signal",
    "extra_hosts": "--add-host",
}
BY_HAND = {"image", "command", "entrypoint", "environment", "volumes", "stop_grace_period"}


def seconds(span: str) -> int:
    """`1m30s` -> 90."""
    return sum(int(number) * (60 if unit == "m" else 1) for number, unit in SPAN.findall(span))


def filled(value: Any, variables: Mapping[str, str]) -> Any:
    """A value with `${NAME:-otherwise}` and `${NAME:?why}` -> the same with what they stand for."""
    if isinstance(value, dict):
        return {key: filled(each, variables) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, variables) for each in value]
    if not isinstance(value, str):
        return value

    def meaning(found: re.Match[str]) -> str:
        given = variables.get(found["name"], "")
        if not given and found["sign"] == "?":
            raise ValueError(f"{found['name']}: {found['otherwise']}")
        return given or found["otherwise"] or ""

    return VARIABLE.sub(meaning, value)


@dataclass(frozen=True, slots=True)
class Service:
    """One service, as the file has it."""

    name: str
    spec: dict[str, Any]
    folder: Path

    @property
    def address(self) -> str | None:
        """The one it is given on the network `inside`."""
        networks = self.spec["networks"]
        return networks["inside"].get("ipv4_address") if isinstance(networks, dict) else None

    @property
    def needs(self) -> dict[str, str]:
        """A service that must come first -> what must have become of it."""
        return {name: how["condition"] for name, how in self.spec.get("depends_on", {}).items()}

    @property
    def grace_s(self) -> int:
        return seconds(self.spec.get("stop_grace_period", "10s"))

    @property
    def health(self) -> list[str]:
        """The command that asks it."""
        kind, *words = self.spec["healthcheck"]["test"]
        return words if kind == "CMD" else ["sh", "-c", *words]

    @property
    def health_timeout_s(self) -> int:
        return seconds(self.spec["healthcheck"]["timeout"])

    @property
    def becomes_healthy_in_s(self) -> int:
        """How long an engine would ask before it calls the service ill."""
        health = self.spec["healthcheck"]
        return seconds(health["start_period"]) + seconds(health["interval"]) * health["retries"]

    def arguments(self, *command: str, **environment: str) -> list[str]:
        """Options, image and command for `podman run`."""
        command = command or tuple(self.spec.get("command", ()))
        return [*self._options(), *self._environment(environment), self.spec["image"], *command]

    def _options(self) -> Iterator[str]:
        strange = set(self.spec) - OF_THE_ENGINE - set(FLAGS) - set(VALUES) - BY_HAND
        if strange:
            raise ValueError(f"{self.name} has keys that this test does not know: {', '.join(sorted(strange))}")
        for key, flag in FLAGS.items():
            if self.spec.get(key):
                yield flag
        # Where an engine mounts nothing by itself, podman would make /run and /var/tmp writable.
        yield "--read-only-tmpfs=false"
        for key, option in VALUES.items():
            given = self.spec.get(key, [])
            for each in given if isinstance(given, list) else [given]:
                yield from (option, str(each))
        for volume in self.spec.get("volumes", []):
            yield from ("--volume", str(self.folder / volume) if volume.startswith("./") else volume)
        if "entrypoint" in self.spec:
            yield from ("--entrypoint", json.dumps(self.spec["entrypoint"]))
        yield from ("--stop-timeout", str(self.grace_s))

    def _environment(self, more: Mapping[str, str]) -> Iterator[str]:
        for name, value in {**self.spec.get("environment", {}), **more}.items():
            yield from ("--env", f"{name}={value}")


def services(file: Path, folder: Path, variables: Mapping[str, str]) -> dict[str, Service]:
    """Read the file; paths in it are taken from a folder that may be another than its own."""
    told = filled(YAML(typ="safe").load(file.read_text()), variables)
    return {name: Service(name, spec, folder) for name, spec in told["services"].items()}


def subnet(file: Path, variables: Mapping[str, str]) -> str:
    """The addresses of the network `inside`."""
    told = filled(YAML(typ="safe").load(file.read_text()), variables)
    return str(told["networks"]["inside"]["ipam"]["config"][0]["subnet"])
