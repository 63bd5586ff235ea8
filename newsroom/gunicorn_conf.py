"""How gunicorn serves the site: `gunicorn newsroom.wsgi -c newsroom/gunicorn_conf.py`.

The values that an office may want to change come from the environment.
"""

import os
import time
from pathlib import Path

from newsroom import environment as env
from newsroom.running import logs, rehearsal
from newsroom.running.handover import handover

# Only this machine may knock, unless told otherwise. Without this line gunicorn opens 0.0.0.0 as soon as PORT is set.
bind = env.text("BIND") or "127.0.0.1:8000"
proc_name = "newsroom"

worker_class = "newsroom.running.worker.Worker"  # gthread, with a limit for what arrives slowly
workers = env.whole("WEB_CONCURRENCY", 2)
threads = env.whole("GUNICORN_THREADS", 4)

timeout = 30  # seconds until a worker that gives no sign of life is replaced
graceful_timeout = 20  # seconds for open requests when the server stops
keepalive = 5  # seconds; saves the proxy in front a handshake
# A leak in some library never grows for days; the jitter keeps the workers from leaving together.
max_requests = 100_000
max_requests_jitter = 10_000
# The sign of life is a file; on a slow disk, writing it could block a healthy worker until it is replaced.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes a private file there


def on_starting(server):
    """gunicorn says so once, before it listens."""
    rehearsal.before_each_reload(server)


def on_reload(server):
    """gunicorn says so before it makes the new workers and tells the old ones to stop."""
    handover.begin()


# Read anew at each reload, and handed on to every worker.
os.environ["BEGAN_AT"] = str(int(time.time()))

# To stderr, in the form of the site's own lines: starts and errors in any case, requests only where they are asked for.
logger_class = "newsroom.running.server_log.ServerLog"
accesslog = "-" if env.switch("ACCESS_LOG", default=False) else None
logconfig_dict = logs.configuration(level="INFO", is_json=env.text("LOG_FORMAT", "json") != "line") | {
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": ["stderr"], "level": "INFO" if accesslog else "CRITICAL", "propagate": False},
    }
}

# What a stranger must not be able to say:
forwarded_allow_ips = env.text("FORWARDED_ALLOW_IPS")  # whose word "this came by https" counts; nobody's by default
forwarder_headers = ""  # by default anyone on this machine may rewrite the path with a SCRIPT_NAME header
header_map = "drop"  # X_Forwarded_For must not pass for X-Forwarded-For
control_socket_disable = True  # open by default since gunicorn 25, in the home folder of whoever starts it
