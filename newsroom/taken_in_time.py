"""An answer that nobody takes is given up.

gunicorn sends in a thread that readers need, and waits there without end for who asks and doesn't read: as many of
them as there are threads would stop the site for as long as they like. A proxy in front takes an answer at once.
"""

import socket

from newsroom.running.arrival import seconds_for, watch

_UNTOLD = 600  # seconds for an answer that doesn't say how long it is: a table of the desk, made while it is sent


class TakenInTime:
    """The WSGI layer that says when an answer begins to be sent; the worker says when it is over."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        connection = environ.get("gunicorn.socket")
        if connection is None:
            return self.app(environ, start_response)
        seconds = _UNTOLD

        def heard(status, headers, *exc_info):
            nonlocal seconds
            lengths = [value for name, value in headers if name.lower() == "content-length"]
            seconds = seconds_for(int(lengths[0])) if lengths else _UNTOLD
            return start_response(status, headers, *exc_info)

        answer = self.app(environ, heard)
        watch.begin(connection, seconds, socket.SHUT_RDWR)
        return answer
