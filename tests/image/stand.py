"""Services of docker-compose.yml -> containers, each with an address of its own on a network that leads nowhere else.

All of it lives in namespaces that `__main__` makes, and ends with them.
"""

import ipaddress
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.image import compose
from tests.image.podman import ROOT, RUN_WITH, podman
from tests.image.table import expect

COMPOSE = ROOT / "docker-compose.yml"


def ip(*words: str) -> None:
    """Change the network of this namespace."""
    subprocess.run(["ip", *words], check=True)


@dataclass(slots=True)
class Stand:
    """What stands for an engine with compose."""

    folder: Path
    variables: dict[str, str]
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> dict[str, compose.Service]:
        return compose.services(COMPOSE, self.folder, self.variables)

    def lay_network(self) -> None:
        """Give each service its place on the network `inside`: its own address, else the next that is free."""
        network = ipaddress.ip_network(compose.subnet(COMPOSE, self.variables))
        gateway, *free = map(str, network.hosts())
        fixed = {name: service.address for name, service in self.services.items() if service.address}
        rest = iter(address for address in free if address not in fixed.values())
        self.addresses = {name: fixed.get(name) or next(rest) for name in self.services}
        Path("/run/netns").mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", "/run/netns"], check=True)
        ip("link", "set", "lo", "up")
        ip("link", "add", "inside", "type", "bridge")
        ip("address", "add", f"{gateway}/{network.prefixlen}", "dev", "inside")
        ip("link", "set", "inside", "up")
        for name, address in self.addresses.items():
            ip("netns", "add", name)
            ip("link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", f"to-{name}", "master", "inside", "up")
            ip("-n", name, "address", "add", f"{address}/{network.prefixlen}", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")

    def up(self, *names: str) -> None:
        """Start services, each after those it needs, as `docker compose up` does."""
        for name in names:
            for needed, condition in self.services[name].needs.items():
                self.up(needed)
                if condition == "service_healthy":
                    self.wait_until_healthy(needed)
            if podman("container", "exists", name, check=False).returncode:
                self.start(name)

    def start(self, name: str) -> None:
        """Start one; wait for it where it is one that ends."""
        service = self.services[name]
        ends = "disable" in service.spec.get("healthcheck", {})
        done = self._run(name, ["--name", name, *([] if ends else ["--detach"])], service.arguments())
        expect(done.returncode == 0, done.stderr[-800:] + done.stdout[-800:])

    def run(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """`docker compose run --rm NAME COMMAND`."""
        for needed in self.services[name].needs:
            self.wait_until_healthy(needed)
        return self._run(name, ["--rm"], self.services[name].arguments(*command))

    def _run(self, name: str, options: list[str], arguments: list[str]) -> subprocess.CompletedProcess[str]:
        # By which an engine's own name server would answer; a name twice would be two addresses to nginx.
        own = {each.partition(":")[0] for each in self.services[name].spec.get("extra_hosts", ())}
        hosts = [f"--add-host={other}:{self.addresses[other]}" for other in self.addresses if other not in own]
        network = f"--network=ns:/run/netns/{name}"
        return podman("run", *options, network, "--no-healthcheck", *hosts, *RUN_WITH, *arguments, check=False)

    def wait_until_healthy(self, name: str) -> float:
        """Ask it as compose does, for as long as compose would; give the seconds it took."""
        service, began = self.services[name], time.monotonic()
        while True:
            asked = self.execute(name, *service.health, timeout=service.health_timeout_s + 5)
            took = time.monotonic() - began
            if asked.returncode == 0:
                return took
            said = (asked.stderr or asked.stdout)[-300:] + self.logs(name)[-1500:]
            expect(took < service.becomes_healthy_in_s, f"{name} is not healthy after {took:.0f} s: {said}")
            time.sleep(1)

    def execute(self, name: str, *command: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        return podman("exec", name, *command, check=False, timeout=timeout)

    def stop(self, name: str) -> float:
        """Stop and remove a service; give the seconds that it took to end by itself."""
        running = podman("inspect", "--format", "{{.State.Running}}", name).stdout.strip()
        expect(running == "true", f"{name} has ended by itself: {self.logs(name)[-500:]}")
        began = time.monotonic()
        podman("stop", name)
        took = time.monotonic() - began
        podman("rm", "--force", name)
        return took

    def again(self, name: str, variables: Mapping[str, str]) -> None:
        """The same service with other settings, as `docker compose up` makes it anew."""
        self.variables |= variables
        self.stop(name)
        self.start(name)
        self.wait_until_healthy(name)

    def logs(self, name: str) -> str:
        done = podman("logs", "--tail", "40", name, check=False)
        return done.stdout + done.stderr

    def close(self) -> None:
        """Stop whatever runs, with what it wrote."""
        podman("rm", "--all", "--force", "--time", "2", check=False)
        podman("volume", "rm", "--all", "--force", check=False)
