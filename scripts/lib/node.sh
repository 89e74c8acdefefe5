#!/usr/bin/env bash
# Installs what tests need from npm (tests/node/package.json), in the versions of its lock file,
# into build/node, where it stays until the lock file changes. Usage:
#
#   node.sh install
#
# When it fails, build/node.missing says in a line why: tests that are skipped for it repeat that.
# Needs Node.js 18 or later with npm; without them Debian's packages are installed. The product
# needs neither.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$lib/../.." && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"

target=$root/build/node

give_up() {
  rm -rf "$target"
  printf '%s\n' "$1" >"$target.missing"
  die "$1"
}

install() {
  mkdir -p "$root/build"
  # Other builds of Node.js bring npm with them, and Debian's package cannot be installed beside it.
  command -v npm >/dev/null || bash "$lib/packages.sh" install node ||
    give_up "Node.js with npm could not be installed"
  if cmp -s "$root/tests/node/package-lock.json" "$target/installed.json"; then return; fi
  rm -rf "$target" "$target.missing"
  mkdir -p "$target"
  cp "$root"/tests/node/package*.json "$target"
  npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund >"$target.log" 2>&1 ||
    give_up "the packages of tests/node could not be had from npm (the log is build/node.log)"
  cp "$target/package-lock.json" "$target/installed.json"
}

case ${1:-} in
  -h | --help | '') usage ;;
  install) install ;;
  *) die "unknown command $1; see --help" ;;
esac
