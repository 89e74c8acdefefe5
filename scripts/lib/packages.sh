#!/usr/bin/env bash
# Installs the Debian 12 packages that Steward needs, and only those that are missing. Usage:
#
#   packages.sh install GROUP…   groups: build run test node browser image image_runtime container
#                                fuzz
#   packages.sh missing GROUP…   prints what would be installed
#   packages.sh list GROUP…      prints the packages
#
# Neither a system PostgreSQL cluster nor a system Redis is created or started by it. Needs root, or
# a user with sudo, when something is missing.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"

build_packages=(
  g++ cmake ninja-build ccache mold pkg-config
  protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libgrpc++-dev
  libabsl-dev libssl-dev libpq-dev libcurl4-openssl-dev libsimdjson-dev libyaml-cpp-dev
  prometheus-cpp-dev libboost1.81-dev libboost-context1.81-dev libboost-url1.81-dev
  libhiredis-dev libkainjow-mustache-dev libnghttp2-dev zlib1g-dev libre2-dev
  libgoogle-perftools-dev golang-github-gogo-googleapis-dev libgtest-dev libgmock-dev
  libbenchmark-dev
)
run_packages=(postgresql-15 redis-server tzdata curl jq openssl)
test_packages=(
  python3-grpcio python3-protobuf python3-pytest python3-psycopg python3-redis python3-yaml
  python3-jsonschema python3-aiosmtpd grpc-proto clang-format-16 shellcheck libfaketime
)
# For tests that use clients and tools from npm, where there is no npm (scripts/lib/node.sh).
node_packages=(nodejs npm)
browser_packages=(chromium)
# For scripts/image; and what programs in the image read besides their libraries.
image_packages=(buildah debootstrap)
image_runtime_packages=(ca-certificates tzdata)
# For tests that run the image.
container_packages=(podman runc)
fuzz_packages=(clang-16 libclang-rt-16-dev libfuzzer-16-dev)

list() {
  local group
  for group in "$@"; do
    case $group in
      build) printf '%s\n' "${build_packages[@]}" ;;
      run) printf '%s\n' "${run_packages[@]}" ;;
      test) printf '%s\n' "${test_packages[@]}" ;;
      node) printf '%s\n' "${node_packages[@]}" ;;
      browser) printf '%s\n' "${browser_packages[@]}" ;;
      image) printf '%s\n' "${image_packages[@]}" ;;
      image_runtime) printf '%s\n' "${image_runtime_packages[@]}" ;;
      container) printf '%s\n' "${container_packages[@]}" ;;
      fuzz) printf '%s\n' "${fuzz_packages[@]}" ;;
      *) die "unknown group $group; see --help" ;;
    esac
  done
}

missing() {
  local wanted
  wanted=$(list "$@")
  # shellcheck disable=SC2086
  comm -23 <(sort -u <<<"$wanted") \
    <(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null |
      sed -n 's/ installed$//p' | sort -u)
}

# While we install: no service starts, and postgresql-common creates no cluster.
policy=/usr/sbin/policy-rc.d
cluster_policy=/etc/postgresql-common/createcluster.d/steward.conf
policy_saved=

hold_services_back() {
  # An interrupted run may have left ours behind.
  if [ -e "$policy" ] && ! grep -q 'steward' "$policy"; then
    policy_saved=$policy.before-steward
    mv "$policy" "$policy_saved"
  fi
  printf '#!/bin/sh\n# steward: no service starts while its packages are installed\nexit 101\n' \
    >"$policy"
  chmod 0755 "$policy"
  mkdir -p "${cluster_policy%/*}"
  printf 'create_main_cluster = false\n' >"$cluster_policy"
}

let_services_go() {
  rm -f "$cluster_policy" "$policy"
  rmdir "${cluster_policy%/*}" 2>/dev/null || true
  if [ -n "$policy_saved" ]; then mv "$policy_saved" "$policy"; fi
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" \
    </dev/null >>"$apt_log" 2>&1
}

cannot_be_had() {
  tail -n 15 "$apt_log" >&2
  die "these Debian packages could not be installed: $*
Steward needs Debian 12 with its main archive in /etc/apt/sources.list, and a way to reach it.
Try: apt-get update && apt-get install $*"
}

install_as_root() {
  apt_log=$(mktemp)
  trap 'let_services_go; rm -f "$apt_log"' EXIT
  hold_services_back
  if ! apt install --no-install-recommends "$@"; then
    # Lists that are empty or old are the usual reason.
    apt update || true
    apt install --no-install-recommends "$@" || cannot_be_had "$@"
  fi
  # The package switches its service on for the next boot, and we run our own.
  case " $* " in
    *' redis-server '*)
      if [ -d /run/systemd/system ]; then
        systemctl --quiet disable redis-server.service 2>/dev/null || true
      fi
      ;;
  esac
}

install() {
  local packages
  command -v dpkg-query >/dev/null || die "this is not Debian; Steward is built for Debian 12"
  mapfile -t packages < <(missing "$@")
  [ ${#packages[@]} -gt 0 ] || return 0
  printf 'Installing %d packages: %s\n' ${#packages[@]} "${packages[*]}"
  if is_root; then
    install_as_root "${packages[@]}"
  elif command -v sudo >/dev/null; then
    sudo bash "$lib/packages.sh" install-as-root "${packages[@]}" ||
      die "the packages were not installed"
  else
    die "these Debian packages are missing: ${packages[*]}
Installing them takes root or sudo, and you have neither. Ask someone who has to run:
  apt-get install ${packages[*]}"
  fi
}

case ${1:-} in
  -h | --help | '') usage ;;
  install | missing | list)
    [ $# -ge 2 ] || die "$1 needs a group; see --help"
    "$@"
    ;;
  install-as-root) shift && install_as_root "$@" ;;
  *) die "unknown command $1; see --help" ;;
esac
