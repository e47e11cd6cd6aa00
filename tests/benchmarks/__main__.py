"""`make bench`: the figures of the public lists, search and writing, measured in one run on this machine.

Prints a table and the machine; asserts nothing. `make bench` keeps its own durable embedded server in TALKOOT_DATA/bench.
"""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 10_000, 100_000)


def prepare_environment() -> None:
    from talkoot.kernel.database import embedded

    data = Path(os.environ.get("TALKOOT_DATA", ROOT / ".data")).resolve() / "bench"
    server = embedded.start(data / "postgres")
    embedded.prepare_database(server, "bench")
    os.environ |= {
        "DATABASE_URL": server.url_for(embedded.SERVING_ROLE, "bench"),
        "DATABASE_OWNER_URL": server.url_for(embedded.OWNER_ROLE, "bench"),
        "TALKOOT_DATA": str(data),
        "TALKOOT_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "talkoot.config.settings",
    }


def machine() -> str:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        platform.processor(),
    )
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({cpu}), Python {platform.python_version()}"


def main() -> None:
    reader = argparse.ArgumentParser(prog="make bench")
    reader.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of projects to measure at, growing")
    reader.add_argument("--seconds", type=float, default=4.0)
    chosen = reader.parse_args()
    prepare_environment()
    import django

    django.setup()
    from tests.benchmarks import showcase

    print(machine())
    showcase.measure(sorted(chosen.sizes), chosen.seconds)


if __name__ == "__main__":
    main()
