"""What the machine is, and what processes use of it, from /proc."""

import os
import pathlib
import platform
import subprocess
import time

TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")


def cpu_us(pid, reaped=False):
    """CPU time of a process, in microseconds; with `reaped` also that of its ended children."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    # utime, stime, cutime, cstime (proc(5)).
    return TICK_US * sum(int(field) for field in fields[11 : 15 if reaped else 13])


def children(pid):
    try:
        return [int(each) for each in _read(f"/proc/{pid}/task/{pid}/children").split()]
    except OSError:
        return []


def tree_cpu_us(pid):
    """CPU time of a process and of all the children that it has or had."""
    return cpu_us(pid, reaped=True) + sum(cpu_us(child) for child in children(pid))


def rss_mb(pid):
    """Resident memory in MB."""
    for line in _read(f"/proc/{pid}/status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def pss_mb(pid):
    """The same, where a page that n processes share counts for 1/n."""
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def fdatasync_us(directory, count=200):
    """Median time of fdatasync after 8 kB were written, in microseconds."""
    path = pathlib.Path(directory) / "fdatasync"
    times = []
    file = os.open(path, os.O_CREAT | os.O_RDWR)
    try:
        for number in range(count):
            os.pwrite(file, bytes(8192), number % 64 * 8192)
            begin = time.perf_counter()
            os.fdatasync(file)
            times.append(time.perf_counter() - begin)
    finally:
        os.close(file)
        path.unlink()
    return sorted(times)[count // 2] * 1e6


def describe():
    """Processor, memory, kernel and versions."""
    models = {
        line.partition(":")[2].strip()
        for line in _read("/proc/cpuinfo").splitlines()
        if line.startswith("model name")
    }
    memory = int(_read("/proc/meminfo").split()[1])
    return {
        "processors": os.cpu_count(),
        "model": ", ".join(sorted(models)),
        "memory_gb": round(memory / 1048576, 1),
        "kernel": platform.release(),
        "load_average": os.getloadavg()[0],
    }


def describe_build(root, build):
    """Which sources were measured, and how they were compiled."""
    cache = _read(build / "CMakeCache.txt").splitlines()
    wanted = ("CMAKE_BUILD_TYPE", "CMAKE_CXX_COMPILER", "STEWARD_SANITIZE")
    values = {
        line.partition(":")[0].lower(): line.partition("=")[2]
        for line in cache
        if line.partition(":")[0] in wanted
    }
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=root, capture_output=True, text=True
    )
    return {"commit": commit.stdout.strip(), "directory": build.name, **values}


def _read(path):
    return pathlib.Path(path).read_text()
