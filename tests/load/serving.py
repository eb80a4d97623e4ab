"""The servers that serve the night, and die in it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
STARTUP = 60  # seconds


class Server:
    """Odoo with worker processes, as in production.

    :param str database: that it serves
    :param int workers: how many
    :param path log: file for its output
    """

    def __init__(self, database, workers, log):
        self.database = database
        self.workers = workers
        self.log = Path(log)
        self.port, self.gevent_port = _free_ports(2)
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        """Start the server and wait until it answers.

        :raise RuntimeError: it does not
        """
        options = {
            "database": self.database,
            "db-filter": f"^{self.database}$",
            "workers": self.workers,
            "max-cron-threads": 0,
            "http-port": self.port,
            "gevent-port": self.gevent_port,
            "log-level": "warn",
        }
        command = [sys.executable, str(ROOT / "scripts" / "lib" / "odoo_bin.py")]
        command += [f"--{name}={value}" for name, value in options.items()]
        with self.log.open("a") as output:
            # a group of its own, so that the workers die with it
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + STARTUP
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError(f"the server does not answer, see {self.log}")

    def _answers(self):
        try:
            return requests.get(f"{self.address}/web/health", timeout=5).ok
        except requests.RequestException:
            return False

    def kill(self):
        """Kill the server and all its workers at once (-9)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Stop the server in an orderly way."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def restart_postgres():
    """Restart the private PostgreSQL without a farewell to anybody (“immediate”)."""
    subprocess.run([ROOT / "scripts" / "lib" / "pg_restart"], check=True, stdout=subprocess.DEVNULL)


def _free_ports(count):
    sockets = [socket.socket() for _number in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
