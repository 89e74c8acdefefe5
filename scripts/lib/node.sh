#!/usr/bin/env bash
# Installs what tests need from npm (tests/node/package.json), in the versions of its lock file,
# into build/node, where it stays until the lock file changes. Usage:
#
#   node.sh install
#
# Needs Node.js 18 or later with npm; without them Debian's packages are installed. The product
# needs neither.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$lib/../.." && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"

install() {
  local target=$root/build/node
  # Other builds of Node.js bring npm with them, and Debian's package cannot be installed beside it.
  command -v npm >/dev/null || bash "$lib/packages.sh" install node
  if cmp -s "$root/tests/node/package-lock.json" "$target/installed.json"; then return; fi
  rm -rf "$target"
  mkdir -p "$target"
  cp "$root"/tests/node/package*.json "$target"
  npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund >"$target.log" 2>&1 ||
    die "the packages of tests/node could not be had from npm; the log is $target.log"
  cp "$target/package-lock.json" "$target/installed.json"
}

case ${1:-} in
  -h | --help | '') usage ;;
  install) install ;;
  *) die "unknown command $1; see --help" ;;
esac
