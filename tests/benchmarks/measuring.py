"""What the benchmarks share: measuring a process, percentiles, and figures in columns."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took: seconds by the clock and of processors, and its peak memory in MiB."""

    wall: float
    processor: float
    memory: float


def run_measured(command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> Usage:
    """Run a program to its end and measure it; exits with its error where it fails (POSIX)."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{errors.decode()}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, in_mebibytes(usage.ru_maxrss))


def in_mebibytes(peak: int) -> float:
    """A process's ru_maxrss in MiB: Linux counts KiB, macOS bytes."""
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of the values do not exceed."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def print_usages(usages: dict[str, list[Usage]]) -> None:
    """Medians of two programs and their ratio, the first over the second."""
    (name, measured), (floor_name, floor) = usages.items()
    print(f"{'median of ' + str(len(measured)):<22}{name:>14}{floor_name:>22}{'ratio':>8}")
    for field, label in (
        ("wall", "seconds by the clock"),
        ("processor", "processor seconds"),
        ("memory", "peak memory, MiB"),
    ):
        ours, theirs = (
            statistics.median(getattr(usage, field) for usage in one) for one in (measured, floor)
        )
        print(f"{label:<22}{ours:>14.2f}{theirs:>22.2f}{ours / theirs:>8.2f}")
