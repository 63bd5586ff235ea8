"""A PostgreSQL of these tests alone, which they stop and start as they like."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

_CONF = """
listen_addresses = ''
unix_socket_directories = '{home}'
fsync = off
"""


class OwnPostgres:
    """Its data and its socket lie in a short folder of their own: the name of a socket has 107 bytes at most."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="faults.", dir="/tmp"))  # noqa: S108 - private, and short
        self.url = f"postgres://newsroom@/postgres?host={self.home}"
        self._owner = {}
        if os.getuid() == 0:  # which PostgreSQL refuses to run as
            names = {entry.pw_name for entry in pwd.getpwall()}
            owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            self._owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", "data", "--username", "newsroom", "--auth", "trust", "--encoding", "UTF8",
                  "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
        with (self.home / "data" / "postgresql.conf").open("a") as conf:
            conf.write(_CONF.format(home=self.home))
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "-D", "data", "-l", "server.log", "-w", "start")

    def stop(self, how: str) -> None:
        """`fast` ends every connection with a word, `immediate` is what a crash leaves behind."""
        self._run("pg_ctl", "-D", "data", "-m", how, "-w", "stop")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.home)

    def _run(self, command: str, *arguments: str) -> None:
        places = os.pathsep.join([os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])
        path = shutil.which(command, path=places)
        assert path, f"{command} is not installed"
        said = self.home / "commands.log"  # no pipe: the server that is started would keep it open
        with said.open("ab") as output:
            done = subprocess.run(
                [path, *arguments], cwd=self.home, stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=60,
                **self._owner,
            )  # fmt: skip
        assert done.returncode == 0, said.read_text()
