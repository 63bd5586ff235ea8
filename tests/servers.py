"""Real processes on a site of their own: servers that answer over a socket, and a desk that does what one says."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

# Does what each line says, as somebody at the desk.
DESK = """
import sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from companies.models import Company, Photo
from newsroom.demo.make import *
from newsroom.desk import workflow
from newsroom.models import *
said = dict(globals())
for line in sys.stdin:
    exec(line, said)
"""


class Desk:
    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", DESK],
            env=environment,
            cwd=environment["PYTHONPATH"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, *lines: str) -> str:
        for line in lines:
            self.process.stdin.write(line + "\n")
        self.process.stdin.write("print('done', flush=True)\n")
        self.process.stdin.flush()
        answers = []
        while (answer := self.process.stdout.readline()) != "done\n":
            assert answer, "the desk is gone"
            answers.append(answer.strip())
        return answers[-1] if answers else ""


class Server:
    """gunicorn with the project's configuration."""

    def __init__(
        self, environment, log, *, workers: int = 1, before_start=None, app="newsroom.wsgi", options=(), **settings
    ):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", app, "-c", "newsroom/gunicorn_conf.py"]
        self.process = subprocess.Popen(
            [*command, "--workers", str(workers), "--bind", f"127.0.0.1:{self.port}", *options],
            env=environment | settings,
            cwd=environment["PYTHONPATH"],
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=before_start,
        )

    @property
    def workers(self) -> list[int]:
        """The numbers of the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def get(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers={"Host": "localhost"} | headers)
            response = connection.getresponse()
            response.body = response.read()
            return response
        finally:
            connection.close()

    def wait(self):
        for _ in range(300):
            try:
                return self.get("/robots.txt")
            except OSError:
                assert self.process.poll() is None, "the server did not start"
                time.sleep(0.1)
        raise AssertionError("the server did not start in half a minute")

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
