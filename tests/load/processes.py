"""What a tree of processes costs: CPU time and memory, as the kernel counts them."""

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_PARENT, _TIMES = 1, slice(11, 15)  # fields of /proc/<pid>/stat after the name: proc(5)


@dataclass(frozen=True)
class Memory:
    """Bytes: pages as often as they are mapped, and shared ones divided among their users."""

    rss: int
    pss: int


def tree(pid: int) -> list[int]:
    """Return the process and all that it and its children started."""
    below: dict[int, list[int]] = defaultdict(list)
    for folder in _PROC.glob("[0-9]*"):
        fields = _stat(int(folder.name))
        if fields:
            below[int(fields[_PARENT])].append(int(folder.name))
    found = [pid]
    for each in found:
        found += below[each]
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of the tree so far, of children that ended too."""
    return sum(sum(map(int, _stat(each)[_TIMES])) for each in tree(pid)) / _TICKS


def memory(pid: int) -> Memory:
    """Return what the tree has in memory."""
    sums = {"Rss": 0, "Pss": 0}
    for each in tree(pid):
        try:
            text = (_PROC / str(each) / "smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        for name in sums:
            match = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
            sums[name] += int(match[1]) * 1024 if match else 0
    return Memory(rss=sums["Rss"], pss=sums["Pss"])


def _stat(pid: int) -> list[str]:
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    # The name stands in brackets and may hold anything, brackets too.
    return text.rpartition(")")[2].split()
