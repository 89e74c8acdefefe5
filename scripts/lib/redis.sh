#!/usr/bin/env bash
# A private Redis that keeps nothing on disk. Usage:
#
#   redis.sh start DIR [OPTIONS]   starts it unless it runs
#   redis.sh stop  DIR             stops it
#   redis.sh remove DIR            stops it and deletes the directory
#   redis.sh pid   DIR             prints the pid; fails when it does not run
#   redis.sh url   DIR             prints unix:PATH or 127.0.0.1:PORT
#
#   --port PORT   listens on that port of 127.0.0.1 instead of a Unix socket in DIR
#   --with PID    removes it when that process ends
#
# Root runs the server as the user redis. All commands may be repeated.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"

port=0
owner=

write_settings() {
  cat >"$home/redis.conf" <<END
# Written by scripts/lib/redis.sh at every start.
bind 127.0.0.1
port $port
daemonize yes
dir "$home"
pidfile "$home/pid"
logfile "$home/log"
proc-title-template "{title} {config-file}"
save ""
appendonly no
END
  if [ "$port" -eq 0 ]; then
    printf 'unixsocket "%s/redis.sock"\nunixsocketperm 700\n' "$(socket_place "$home" redis)" \
      >>"$home/redis.conf"
  fi
}

ask() {
  local address
  address=$(url)
  case $address in
    unix:*) timeout 5 redis-cli -s "${address#unix:}" "$@" 2>/dev/null ;;
    *) timeout 5 redis-cli -p "${address##*:}" "$@" 2>/dev/null ;;
  esac
}

start() {
  local tries=200
  command -v redis-server >/dev/null || die "Redis is not installed (package redis-server)"
  home=$(settle "$dir" redis)
  if pid >/dev/null; then return; fi
  write_settings
  rm -f "$home/pid"
  as_user redis redis-server "$home/redis.conf" </dev/null >/dev/null 2>&1 8>&- 9>&- || true
  until [ "$(ask ping)" = PONG ]; do
    if [ $((tries -= 1)) -le 0 ]; then
      tail -n 20 "$home/log" >&2 || true
      die "Redis did not start; its log is $home/log"
    fi
    sleep 0.05
  done
  if [ -n "$owner" ]; then follow "$owner" bash "$lib/redis.sh" remove "$dir"; fi
}

pid() {
  local home
  home=$(readlink -f "$dir")
  server_pid "$home/pid" "$home"
}

url() {
  local home socket
  home=$(readlink -f "$dir")
  [ -r "$home/redis.conf" ] || die "there is no Redis in $dir"
  socket=$(sed -n 's/^unixsocket "\(.*\)"$/\1/p' "$home/redis.conf")
  if [ -n "$socket" ]; then
    printf 'unix:%s\n' "$socket"
  else
    sed -n 's/^port \(.*\)$/127.0.0.1:\1/p' "$home/redis.conf"
  fi
}

stop() {
  local number
  number=$(pid) || return 0
  stop_pid "$number" 10 || die "Redis (pid $number) does not stop"
}

main() {
  case ${1:-} in
    -h | --help | '') usage && return ;;
  esac
  local command=$1
  [ $# -ge 2 ] || die "$command needs a directory; see --help"
  dir=$(realpath --no-symlinks --canonicalize-missing "$2")
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      --port) need_value "$1" $# && port=$2 && shift ;;
      --with) need_value "$1" $# && owner=$2 && shift ;;
      *) die "unknown argument $1; see --help" ;;
    esac
    shift
  done
  case $command in
    start) start ;;
    stop) stop ;;
    remove) stop && remove_place "$dir" ;;
    pid) pid ;;
    url) url ;;
    *) die "unknown command $command; see --help" ;;
  esac
}

main "$@"
