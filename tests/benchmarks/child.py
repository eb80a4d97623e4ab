"""One measurement in a fresh process, so that neither caches nor memory of another one count."""

import json
import subprocess
import sys
from pathlib import Path


def measure(task, *arguments):
    """Run one task of this package in a process of its own.

    :param task: ``module.function``; it gets the arguments as text and returns a dict
    :return: that dict
    :raise SystemExit: when the task failed; what it printed is the message
    """
    command = [sys.executable, str(Path(__file__).resolve().parent), "--child", task]
    command += map(str, arguments)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{task} failed:\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def main(task, *arguments):
    """What the fresh process does: run the task and print its result as the last line."""
    from importlib import import_module

    from . import databases

    databases.configure()
    module, _, function = task.partition(".")
    result = getattr(import_module(f".{module}", __package__), function)(*arguments)
    print(json.dumps(result))
    return 0
