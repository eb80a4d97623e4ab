"""What the benchmarks share: timing, memory, tables and the description of the machine."""

import gc
import os
import platform
import resource
import statistics
import sys
import time
from contextlib import contextmanager
from datetime import date

DEFAULT_REPEAT = 3


class Stopwatch:
    """Seconds of wall-clock time, kept by name so that medians can be taken afterwards."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def measure(self, name):
        """Time the body and add the seconds to those already kept under ``name``."""
        gc.collect()
        started = time.perf_counter()
        yield
        self.seconds.setdefault(name, []).append(time.perf_counter() - started)

    def median(self, name):
        """:return: the median of the seconds kept under ``name``"""
        return statistics.median(self.seconds[name])

    def spread(self, name):
        """:return: fastest and slowest as text, to show how far the median can be trusted"""
        values = self.seconds[name]
        return f"{min(values):.2f}–{max(values):.2f}"


def peak_rss_mb():
    """:return: the peak resident memory of this process so far, in MB (it never goes down)"""
    try:
        # not getrusage: a child process inherits the peak of its parent there
        with open("/proc/self/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def progress(message):
    """Say on standard error what is being done; standard output is for the result."""
    print(f"[{time.strftime('%H:%M:%S')}] {message}", file=sys.stderr, flush=True)


def markdown_table(headers, rows):
    """:return: a Markdown table; every cell but the first column's is set to the right"""
    table = [[str(cell) for cell in row] for row in [headers, *rows]]
    widths = [max(len(row[i]) for row in table) for i in range(len(headers))]
    lines = []
    for row in table:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(f"| {' | '.join(cells)} |")
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines.insert(1, f"| {' | '.join(rule)} |")
    return "\n".join(lines)


def number(value):
    """:return: an integer with thousands separated by commas"""
    return f"{value:,}"


def machine(cr):
    """Describe the machine and the versions, as one line for docs/benchmarks.md.

    :param cr: an open cursor, asked for PostgreSQL's version and settings
    :return: text
    """
    from odoo import release  # after the configuration

    cr.execute(
        """
        SELECT current_setting('server_version'), current_setting('shared_buffers'),
               current_setting('work_mem'), current_setting('fsync'),
               current_setting('max_parallel_workers_per_gather'), current_setting('jit')
        """
    )
    version, buffers, work_mem, fsync, parallel, jit = cr.fetchone()
    return (
        f"{date.today().isoformat()}; {os.cpu_count()} cores {_cpu_model()}, "
        f"{_memory_gb():.0f} GB memory, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, Odoo {release.version}, PostgreSQL {version} "
        f"(shared_buffers {buffers}, work_mem {work_mem}, fsync {fsync}, "
        f"max_parallel_workers_per_gather {parallel}, jit {jit})"
    )


def _cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
            for line in cpuinfo:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "of unknown model"


def _memory_gb():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
