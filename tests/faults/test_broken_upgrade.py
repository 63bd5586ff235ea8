"""What lies on the disk cannot be loaded any more, while the server that was started from it serves."""

import os
import signal
import time

from tests.servers import Server


def _until(what, *, seconds=40):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)


def test_a_reload_into_what_cannot_be_loaded_leaves_the_site_up_and_says_why(site, tmp_path):
    program, log = tmp_path / "upgraded.py", tmp_path / "server.log"
    whole = "from newsroom.wsgi import application\n"
    program.write_text(whole)
    path = os.pathsep.join([str(tmp_path), site.environment["PYTHONPATH"]])
    with log.open("w") as output:
        server = Server(site.environment, output, workers=2, app="upgraded", PYTHONPATH=path)
        try:
            server.wait()
            _until(lambda: len(server.workers) == 2)
            before = set(server.workers)
            program.write_text(whole + "half of a line (\n")
            server.process.send_signal(signal.SIGHUP)
            _until(lambda: "Not reloaded: the site as it lies there now cannot be loaded" in log.read_text())
            assert "half of a line (" in log.read_text(), "the log says where"
            assert set(server.workers) == before
            assert server.get("/").status == 200

            # One that is gone cannot be made anew from it; the server is not given up for that.
            os.kill(min(before), signal.SIGKILL)
            _until(lambda: "cannot load the site as it lies there now, and is tried again" in log.read_text())
            assert server.get("/").status == 200
            assert server.process.poll() is None

            program.write_text(whole)
            _until(lambda: log.read_text().count("Booting worker") > 3)
            server.process.send_signal(signal.SIGHUP)
            _until(lambda: len(server.workers) == 2 and not before & set(server.workers))
            assert server.get("/").status == 200
        finally:
            server.stop()
