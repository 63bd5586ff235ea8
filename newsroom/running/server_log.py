"""gunicorn's log, which writes requests down only where they are asked for."""

from gunicorn.glogging import Logger


class ServerLog(Logger):
    """Named in gunicorn_conf.py."""

    @property
    def access_log_enabled(self) -> bool:
        """The library puts each request into words wherever logging is configured at all, though nobody reads it."""
        return bool(self.cfg.accesslog)
