# shellcheck shell=bash
# The processes that up starts and down stops. Their records lie in $state/run/NAME.pid, their logs
# in $state/log/NAME.log. Sourced after shell.sh, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Where everything lies that up makes.
state=$(realpath -m "${STEWARD_STATE_DIR:-$root/.steward}")
# In the order in which they start; they stop the other way round.
processes=(issuer directory ticket change-approval catalog notification gateway)

# The record of process NAME names a process that is still alive.
is_running() {
  recorded_pid "$state/run/$1.pid" >/dev/null
}

# Everything runs.
all_running() {
  local name
  for name in "${processes[@]}"; do is_running "$name" || return 1; done
  engines_running
}

# What the processes stand on, and at least one of them.
some_running() {
  local name
  for name in "${processes[@]}"; do
    if is_running "$name"; then engines_running && return; fi
  done
  return 1
}

engines_running() {
  bash "$root/scripts/lib/postgres.sh" pid "$state/postgres" >/dev/null 2>&1 &&
    bash "$root/scripts/lib/redis.sh" pid "$state/redis" >/dev/null 2>&1
}

# launch NAME COMMAND…: starts it in the background, detached from the terminal.
launch() {
  local name=$1 log=$state/log/$1.log
  shift
  if [ -f "$log" ] && [ "$(stat -c %s "$log")" -gt 10000000 ]; then mv "$log" "$log.1"; fi
  # A new session: Ctrl-C at the terminal is for the script, which stops things in order.
  setsid "$@" </dev/null >>"$log" 2>&1 8>&- 9>&- &
  remember_pid "$state/run/$name.pid" $! 2>/dev/null || true
}

# stop_process NAME
stop_process() {
  local pid
  if pid=$(recorded_pid "$state/run/$1.pid"); then
    stop_pid "$pid" 15 || die "$1 (pid $pid) does not stop"
  fi
  rm -f "$state/run/$1.pid"
}

# stop_all: the door first, what everything stands on last.
stop_all() {
  local i
  for ((i = ${#processes[@]} - 1; i >= 0; i--)); do stop_process "${processes[i]}"; done
  if [ -e "$state/redis" ]; then bash "$root/scripts/lib/redis.sh" stop "$state/redis"; fi
  if [ -e "$state/postgres" ]; then bash "$root/scripts/lib/postgres.sh" stop "$state/postgres"; fi
}

# Another user's directory would be left half usable for both.
check_owner() {
  local owner
  owner=$(stat --format=%U "$state")
  [ "$owner" = "$(id -un)" ] ||
    die "$state belongs to $owner; run this as $owner, or set STEWARD_STATE_DIR to another place"
}

# lock: one up or down at a time. Released by unlock, or when the script ends.
lock() {
  mkdir -p "$state"
  check_owner
  exec 9>"$state/lock"
  flock -w 120 9 || die "another up or down is still at work"
}

unlock() { exec 9>&-; }
