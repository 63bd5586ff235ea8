"""The line between the site and its PostgreSQL, a socket of its own that can be cut."""

import os
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

_NAME = ".s.PGSQL.5432"


class Line:
    """Passes everything on, but for the one piece that `next` names."""

    LOSE = "lost before the database heard of it"
    LOSE_ANSWER = "lost after the database did it"
    CUT_ANSWER = "cut in the middle of the answer"

    def __init__(self, postgres: Path):
        self.home = Path(tempfile.mkdtemp(prefix="line.", dir="/tmp"))  # noqa: S108 - private, and short
        self._postgres, self._wanted = str(postgres / _NAME), None
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.home / _NAME))
        self._door.listen(64)
        threading.Thread(target=self._take, daemon=True).start()

    def next(self, words: bytes, fate: str) -> None:
        """What becomes of the next thing said to the database that has these words; its line is cut afterwards."""
        self._wanted = words, fate

    def close(self) -> None:
        self._door.close()
        (self.home / _NAME).unlink()
        os.rmdir(self.home)

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                site, _ = self._door.accept()
                threading.Thread(target=self._serve, args=(site,), daemon=True).start()

    def _serve(self, site: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as database, site, suppress(OSError):
            database.connect(self._postgres)
            fates = []
            answers = threading.Thread(target=self._answer, args=(database, site, fates), daemon=True)
            answers.start()
            while said := site.recv(65536):
                if self._wanted and self._wanted[0] in said:
                    fates.append(self._wanted[1])
                    self._wanted = None
                if fates == [self.LOSE]:
                    break
                database.sendall(said)
            for end in (database, site):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            answers.join(10)

    def _answer(self, database: socket.socket, site: socket.socket, fates: list[str]) -> None:
        with suppress(OSError):
            while piece := database.recv(65536):
                if fates == [self.CUT_ANSWER]:
                    site.sendall(piece[: len(piece) // 2])
                if fates:
                    break
                site.sendall(piece)
            site.shutdown(socket.SHUT_RDWR)
