"""Before a reload: whether what lies there now can be loaded at all, tried in a process of its own.

gunicorn stops the whole server when a worker cannot load the site. Whoever reloads into half an upgrade would have
taken the site down, so the workers of before go on, and the log says why.
"""

import subprocess
import sys

_SECONDS = 60  # for loading the site, which takes three on a machine that has time
_SAID = 4000  # characters, from the end: the last lines of a traceback are those that matter


def before_each_reload(server) -> None:
    """`server`, gunicorn's master, reloads only what passed. Nothing of the old is touched before that."""
    reload = server.reload

    def reload_what_loads():
        if said := _what_is_wrong(sys.argv[1:], server.START_CTX["cwd"]):
            server.log.error(
                "Not reloaded: the site as it lies there now cannot be loaded. The workers of before go on; put it "
                "right and reload again, before anything restarts the server.\n%s",
                said,
            )
        else:
            reload()

    server.reload = reload_what_loads


def _what_is_wrong(arguments: list[str], folder: str) -> str:
    # By the module's name: called by its file, gunicorn's own folder would come first, and hide modules of Python.
    command = [sys.executable, "-m", "gunicorn", *arguments, "--check-config"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"It was not loaded within {_SECONDS} seconds."
    except OSError as error:
        return f"It could not be tried: {error}"
    if not done.returncode:
        return ""
    return (done.stderr + done.stdout).decode(errors="replace").strip()[-_SAID:] or f"It ended with {done.returncode}."
