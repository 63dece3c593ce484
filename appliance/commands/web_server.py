"""gunicorn around the web application: one worker process, many threads, one socket.

nginx in front takes in slow clients; bare gthread would be blocked by them. Access is
not logged here: the ledger holds who read what, and paths hold ids of exchanges.
gunicorn itself tells systemd when it is up; whether the pages work, /health/ready says.
"""

from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from appliance.settings import Settings

_GRACEFUL_S = 15
# Its main thread only accepts, so silence means that the worker process hangs: gunicorn
# replaces it.
_HUNG_S = 20
# gunicorn's largest; large_client_header_buffers in web/front/server.conf.
_MAX_LINE_BYTES = 8_190
_MAX_FIELDS = 8_192
# The socket is for nginx, which is in the web unit's group.
_SOCKET_UMASK = 0o117


class _PlainLogger(Logger):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's logger, writing through this process' own log lines."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        self.error_log.propagate = True


class _WebApplication(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """The web application under gunicorn, configured from our settings alone."""

    def __init__(self, settings: Settings, config: Path) -> None:
        self._settings = settings
        self._config = config
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn would read from files, environment or arguments."""
        values = {
            "bind": f"unix:{self._settings.paths.socket('web')}",
            "umask": _SOCKET_UMASK,
            "worker_class": "gthread",
            "workers": 1,
            "threads": self._settings.web.threads,
            "worker_connections": 4 * self._settings.web.threads,
            # No less than nginx lets by: its limits are the ones that people meet.
            "limit_request_line": _MAX_LINE_BYTES,
            "limit_request_field_size": _MAX_LINE_BYTES,
            "limit_request_fields": _MAX_FIELDS,
            "timeout": _HUNG_S,
            "graceful_timeout": _GRACEFUL_S,
            "control_socket_disable": True,
            "accesslog": None,
            "logger_class": _PlainLogger,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the application, in the worker process."""
        from appliance.app import create_app  # noqa: PLC0415 - after the fork

        return create_app(str(self._config))


def serve_web(settings: Settings, config: Path) -> None:
    """Serve the web application until SIGTERM."""
    _WebApplication(settings, config).run()
