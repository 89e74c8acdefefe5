# shellcheck shell=bash
# What every script here needs: messages, the header comment as --help, pids that cannot be mistaken
# for a recycled one, and a place that a server's own user can reach. Sourced, never run.

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# The comment at the head of the script is its help.
usage() {
  sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
}

# need_value OPTION COUNT: stops when the option is the last word.
need_value() {
  [ "$2" -ge 2 ] || die "$1 needs a value; see --help"
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# as_user USER COMMAND…: drops root's rights first; as a normal user runs the command as it is.
as_user() {
  local user=$1
  shift
  (
    cd /
    if is_root; then
      exec setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"
    fi
    exec "$@"
  )
}

# start_time PID: when the process started, in clock ticks since boot. Fails when there is none, and
# for one that has ended but was not yet reaped.
start_time() {
  local line
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # The name in parentheses may hold spaces.
  # shellcheck disable=SC2086
  set -- ${line##*) }
  [ "$1" != Z ] || return 1
  printf '%s\n' "${20}"
}

# remember_pid FILE PID: writes pid and start time.
remember_pid() {
  printf '%s %s\n' "$2" "$(start_time "$2")" >"$1"
}

# recorded_pid FILE: prints the pid when that very process is still alive.
recorded_pid() {
  local pid since
  { read -r pid since <"$1"; } 2>/dev/null || return 1
  [ -n "$since" ] && [ "$(start_time "$pid")" = "$since" ] || return 1
  printf '%s\n' "$pid"
}

# server_pid FILE DIR: prints the pid that the file names when that process serves from DIR.
server_pid() {
  local pid
  { read -r pid <"$1"; } 2>/dev/null || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2/" || return 1
  printf '%s\n' "$pid"
}

# wait_gone PID SECONDS: true once the process has ended.
wait_gone() {
  local tries=$(($2 * 20))
  while start_time "$1" >/dev/null; do
    [ $((tries -= 1)) -gt 0 ] || return 1
    sleep 0.05
  done
}

# stop_pid PID SECONDS: SIGTERM, a bounded wait, then SIGKILL.
stop_pid() {
  kill -TERM "$1" 2>/dev/null || true
  # Within a trap, a bare return would give the status from before the trap.
  wait_gone "$1" "$2" && return 0
  kill -KILL "$1" 2>/dev/null || true
  wait_gone "$1" 5
}

# short_hash TEXT
short_hash() {
  printf '%s' "$1" | sha256sum | cut -c1-12
}

# settle DIR USER: makes DIR a directory that only USER can enter, and prints its real path. Root's
# servers run as USER, who cannot enter, say, /root: then DIR becomes a link into /var/lib/steward.
settle() {
  local dir=$1 user=$2 place
  if [ ! -L "$dir" ]; then
    mkdir -p "$dir"
    chmod 0700 "$dir"
    if is_root; then
      chown "$user:" "$dir"
      if ! as_user "$user" test -x "$dir"; then
        place=/var/lib/steward/$(short_hash "$dir")-$(basename "$dir")
        rm -rf "$place"
        mkdir -p "$place"
        chmod 0711 /var/lib/steward
        chmod 0700 "$place"
        chown "$user:" "$place"
        rmdir "$dir"
        ln -s "$place" "$dir"
      fi
    fi
  fi
  readlink -f "$dir"
}

# socket_place DIR USER: a directory for a Unix socket; elsewhere when the path would be too long
# (sun_path holds 107 bytes).
socket_place() {
  local place=$1/socket
  [ ${#place} -le 85 ] || place=/tmp/steward-$(short_hash "$1")
  if [ ! -d "$place" ]; then
    mkdir -m 0700 "$place"
    if is_root; then chown "$2:" "$place"; fi
  elif ! is_root && [ ! -O "$place" ]; then
    die "$place belongs to somebody else"
  fi
  printf '%s\n' "$place"
}

# remove_place DIR: what settle and socket_place made.
remove_place() {
  local real
  real=$(readlink -f "$1") || return 0
  rm -rf "$real" "/tmp/steward-$(short_hash "$real")" "$1"
  rmdir /var/lib/steward 2>/dev/null || true
}

# follow PID COMMAND…: runs the command in the background once the process has ended.
follow() {
  local pid=$1
  shift
  # shellcheck disable=SC2016
  setsid bash -c 'tail --pid="$1" -f /dev/null; shift; exec "$@"' follow "$pid" "$@" \
    </dev/null >/dev/null 2>&1 8>&- 9>&- &
}
