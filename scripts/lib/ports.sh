# shellcheck shell=bash
# Which TCP ports are taken, and by whom. Sourced, never run.

# Inode of the socket that listens on the port, from the kernel's own table.
listener() {
  local hex
  hex=$(printf ':%04X' "$1")
  awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

port_is_free() {
  [ -z "$(listener "$1")" ]
}

# Who listens on the port, as far as this user may know.
port_holder() {
  local inode fd pid
  inode=$(listener "$1")
  for fd in /proc/[0-9]*/fd/*; do
    if [ "$(readlink "$fd" 2>/dev/null)" = "socket:[$inode]" ]; then
      pid=${fd#/proc/}
      pid=${pid%%/*}
      printf '%s (pid %s)\n' "$(cat "/proc/$pid/comm" 2>/dev/null)" "$pid"
      return
    fi
  done
  printf 'another process\n'
}

# claim_port NAME VALUE: checks a port that people use, set by the environment variable NAME.
claim_port() {
  case $2 in
    '' | *[!0-9]*) die "$1 is '$2', which is not a port" ;;
  esac
  if [ "${#2}" -gt 5 ] || [ "$2" -lt 1 ] || [ "$2" -gt 65535 ]; then
    die "$1 is $2, which is not a port between 1 and 65535"
  fi
  port_is_free "$2" || die "port $2 is taken by $(port_holder "$2").
Choose another: $1=$(next_free_port $(($2 + 1))) ./scripts/up"
}

# next_free_port FROM: the first free one from there on, never one of $claimed_ports.
next_free_port() {
  local port=$1
  while ! port_is_free "$port" || [[ " ${claimed_ports:-} " == *" $port "* ]]; do
    port=$((port + 1))
    [ "$port" -lt 65535 ] || die "no port from $1 on is free"
  done
  printf '%s\n' "$port"
}
