"""A site that takes long to load, and says who answers."""

import os
import time

LOADING = 4  # seconds

time.sleep(LOADING)


def application(environ, start_response):
    said = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
