# The environment that the image postgres:18 takes -> a running server, its database and user made the first time.
set -e
if [ ! -e "$PGDATA/PG_VERSION" ]; then
    secret=$(mktemp)
    printf '%s' "$POSTGRES_PASSWORD" >"$secret"
    # shellcheck disable=SC2086
    initdb --username "$POSTGRES_USER" --pwfile "$secret" --auth-local trust --auth-host scram-sha-256 \
        $POSTGRES_INITDB_ARGS -D "$PGDATA"
    rm "$secret"
    printf '%s\n' "listen_addresses = '*'" "unix_socket_directories = '/var/run/postgresql,/tmp'" >>"$PGDATA/postgresql.conf"
    printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    printf 'CREATE DATABASE "%s";\n' "$POSTGRES_DB" | postgres --single -D "$PGDATA" postgres
fi
exec postgres -D "$PGDATA"
