#!/usr/bin/env bash
# A private PostgreSQL 15 that listens on a Unix socket only. Usage:
#
#   postgres.sh init  DIR              makes the cluster unless it exists
#   postgres.sh start DIR [OPTIONS]    makes and starts it unless it runs
#   postgres.sh stop  DIR [MODE]       stops it; MODE is fast (default), immediate or smart
#   postgres.sh remove DIR             stops it at once and deletes it
#   postgres.sh pid   DIR              prints the pid; fails when it does not run
#   postgres.sh url   DIR              prints a libpq conninfo, without user and database
#
#   --durable              survives loss of power (fsync); without it made for tests
#   --shared-buffers SIZE  default 64MB
#   --with PID             removes the cluster when that process ends
#
# The superuser is "postgres"; whoever may enter the socket directory is trusted. Root runs the
# server as the user postgres. All commands may be repeated.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"

bin=${STEWARD_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
durable=false
shared_buffers=64MB
owner=

init() {
  [ -x "$bin/initdb" ] || die "PostgreSQL 15 is not installed (package postgresql-15)"
  home=$(settle "$dir" postgres)
  [ ! -s "$home/data/PG_VERSION" ] || return 0
  # A cluster becomes visible only when it is whole.
  rm -rf "$home/data.new"
  as_user postgres "$bin/initdb" --pgdata="$home/data.new" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --no-sync --no-instructions >/dev/null
  if $durable; then sync -f "$home/data.new"; fi
  mv "$home/data.new" "$home/data"
}

write_settings() {
  local fsync=off
  if $durable; then fsync=on; fi
  cat >"$home/data/postgresql.conf" <<END
# Written by scripts/lib/postgres.sh at every start.
listen_addresses = ''
unix_socket_directories = '$socket'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = $shared_buffers
wal_compression = on
max_wal_size = 2GB
fsync = $fsync
full_page_writes = $fsync
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_lock_waits = on
log_checkpoints = off
END
}

start() {
  init
  if pid >/dev/null; then return; fi
  # Nobody serves the cluster, so that a pid in there is an old one.
  rm -f "$home/data/postmaster.pid"
  socket=$(socket_place "$home" postgres)
  write_settings
  if ! as_user postgres "$bin/pg_ctl" --pgdata="$home/data" --log="$home/log" --timeout=60 --wait \
    --silent start </dev/null >/dev/null 2>&1 8>&- 9>&-; then
    tail -n 20 "$home/log" >&2
    die "PostgreSQL did not start; its log is $home/log"
  fi
  if [ -n "$owner" ]; then follow "$owner" bash "$lib/postgres.sh" remove "$dir"; fi
}

pid() {
  local home
  home=$(readlink -f "$dir")
  server_pid "$home/data/postmaster.pid" "$home"
}

stop() {
  local mode=$1 number home
  number=$(pid) || return 0
  home=$(readlink -f "$dir")
  if as_user postgres "$bin/pg_ctl" --pgdata="$home/data" --mode="$mode" --timeout=30 --wait \
    --silent stop >/dev/null 2>&1; then
    return
  fi
  as_user postgres "$bin/pg_ctl" --pgdata="$home/data" --mode=immediate --timeout=10 --wait \
    --silent stop >/dev/null 2>&1 || true
  wait_gone "$number" 5 || die "PostgreSQL (pid $number) does not stop"
}

main() {
  case ${1:-} in
    -h | --help | '') usage && return ;;
  esac
  local command=$1 mode=fast
  [ $# -ge 2 ] || die "$command needs a directory; see --help"
  dir=$(realpath --no-symlinks --canonicalize-missing "$2")
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      --durable) durable=true ;;
      --shared-buffers) need_value "$1" $# && shared_buffers=$2 && shift ;;
      --with) need_value "$1" $# && owner=$2 && shift ;;
      fast | immediate | smart) mode=$1 ;;
      *) die "unknown argument $1; see --help" ;;
    esac
    shift
  done
  case $command in
    init) init ;;
    start) start ;;
    stop) stop "$mode" ;;
    remove) stop immediate && remove_place "$dir" ;;
    pid) pid ;;
    url) printf "host='%s' port=5432\n" "$(socket_place "$(readlink -f "$dir")" postgres)" ;;
    *) die "unknown command $command; see --help" ;;
  esac
}

main "$@"
