"""Turn Django's first wish for a connection into a running embedded server, and no wish into none."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from forum.postgres import server
from forum.postgres.cluster import PORT
from forum.postgres.find import find_binaries


class DatabaseClient(PostgresClient):
    """`dbshell` with the psql that belongs to the server."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        """Name our psql and our socket in place of the usual ones."""
        socket_folder = server.ensure(settings.FORUM_DATA, settings.FORUM_PG_BINDIR)
        args, env = super().settings_to_cmd_args_env(settings_dict | {"HOST": socket_folder, "PORT": PORT}, parameters)
        psql = find_binaries(settings.FORUM_PG_BINDIR).folder / "psql"
        return [str(psql) if psql.exists() else args[0], *args[1:]], env


class DatabaseWrapper(base.DatabaseWrapper):
    """Connect over the embedded server's socket, starting the server for the first connection."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Add the socket; every process that connects shares the server from here on."""
        host = server.ensure(settings.FORUM_DATA, settings.FORUM_PG_BINDIR)
        return super().get_connection_params() | {"host": host, "port": PORT}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; if the server was killed under us, start it again and try once more."""
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            host = server.ensure(settings.FORUM_DATA, settings.FORUM_PG_BINDIR, afresh=True)
            return super().get_new_connection(conn_params | {"host": host})
