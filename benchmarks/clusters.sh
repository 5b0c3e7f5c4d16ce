# Sourced by the comparisons: clusters of their own to try a migration between, and the migration. Needs $root, the
# checkout, and $work, a directory; both are absolute.

# PostgreSQL refuses to run as root; then it runs as user postgres, who has to reach the directory.
as_server() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

clusters=()

start_cluster() { # NAME VERSION PORT [SETTING ...]: a superuser 'postgres' without a password, UTF8, locale C
  local name=$1 port=$3 setting options
  local bin
  bin=$("$root/benchmarks/postgresql" "$2")
  options="-p $port -k $work -c fsync=off -c max_connections=200"
  for setting in "${@:4}"; do options+=" -c $setting"; done
  chmod a+rx "$work"
  if [ ! -d "$work/$name" ]; then
    mkdir "$work/$name"
    [ "$(id -u)" != 0 ] || chown postgres "$work" "$work/$name"
    as_server "$bin/initdb" -D "$work/$name" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
  fi
  clusters+=("$bin/pg_ctl" "$work/$name")
  as_server "$bin/pg_ctl" -D "$work/$name" -l "$work/$name.log" -w -o "$options" start >/dev/null
}

stop_clusters() {
  local i
  for ((i = 0; i < ${#clusters[@]}; i += 2)); do
    as_server "${clusters[i]}" -D "${clusters[i + 1]}" -m immediate stop >/dev/null 2>&1 || true
  done
}

migrate() { # SOURCE_ADDRESS TARGET_ADDRESS [MORE_CONF]: everything, by a run of the DAG in a process of its own
  DAGRUNR_CONN_POSTGRES_SOURCE=$1 DAGRUNR_CONN_POSTGRES_TARGET=$2 DAGRUNR_HOME=$work/home \
    "$root/dagrunr" dags trigger postgres_to_postgres_migration --wait \
    --conf "{\"source_schema\": \"*\", \"target_schema\": \"*\"${3:+, $3}}"
}
