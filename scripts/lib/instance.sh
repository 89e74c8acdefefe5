#!/usr/bin/env bash
# What one installation of Steward consists of besides its processes: databases and roles, keys,
# tokens and configuration files. Used by up and by tests/support/stack.py. Usage:
#
#   instance.sh databases CONNINFO       makes roles and databases unless they exist
#   instance.sh keys DIR BIN             makes the keys unless they exist
#   instance.sh token DIR BIN TENANT SUBJECT ROLE   prints a token that is valid for 24 hours
#   instance.sh issuer-name              prints the name of the issuer of those tokens
#   instance.sh issuer ADDRESS           prints what the gateway is to know of it when it serves its
#                                        keys at ADDRESS: an element of `issuers`
#   instance.sh config DIR FILE SERVICE KEY=VALUE…  writes a configuration file
#   instance.sh tls DIR SERVICE          prints KEY=VALUE lines that let it use the certificates of
#                                        DIR (scripts/certificates)
#   instance.sh migrate BIN FILE SERVICE CONNINFO   migrates the database of a service
#   instance.sh reap DIR PID             when that process ends: kills what DIR/run/*.pid name,
#                                        removes DIR/postgres, DIR/redis and then DIR
#
# DIR holds the keys, BIN the binaries; CONNINFO is what `postgres.sh url` prints. SERVICE is
# directory, ticket, change-approval, catalog, notification or gateway. For `config`, the elements
# of a list are separated by semicolons.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"

services=(directory ticket change-approval catalog notification)
issuer=https://issuer.steward.localhost
audience=steward

ask() {
  PGOPTIONS="-c client_min_messages=warning" \
    psql --quiet --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 \
    --dbname "$1 user=postgres dbname=postgres" "${@:2}"
}

make_role() {
  if [ -z "$(ask "$1" -c "SELECT 1 FROM pg_roles WHERE rolname = '$2'")" ]; then
    ask "$1" -c "CREATE ROLE $2 LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
  fi
}

databases() {
  local service database
  make_role "$1" steward_owner
  for service in "${services[@]}"; do
    database=steward_${service//-/_}
    make_role "$1" "${database}_app"
    # What is for all tenants is done by a role of its own.
    make_role "$1" "${database}_jobs"
    ask "$1" -c "GRANT ${database}_app TO ${database}_jobs"
    if [ -z "$(ask "$1" -c "SELECT 1 FROM pg_database WHERE datname = '$database'")" ]; then
      ask "$1" -c "CREATE DATABASE $database OWNER steward_owner"
    fi
    # Each service sees its own database only.
    ask "$1" -c "REVOKE ALL ON DATABASE $database FROM PUBLIC" \
      -c "GRANT CONNECT, TEMPORARY ON DATABASE $database TO ${database}_app"
  done
}

# Makes what is missing, each file whole or not at all: a service that is new to an installation
# gets its key, and the others keep theirs.
keys() {
  local dir=$1 bin service kid name arguments
  bin=$(realpath "$2")
  (
    umask 077
    mkdir -p "$dir"
    cd "$dir"
    for kid in issuer gateway "${services[@]}"; do
      [ -s "$kid.pem" ] || make "$kid.pem" "$bin/steward-issuer" keygen --kid "$kid" --private
    done
    for name in page-token cursor seal; do
      [ -s "$name.key" ] || make "$name.key" random_key
    done
    # The gateway speaks for everybody, a service for itself only.
    arguments=('gateway=gateway.pem:*')
    for service in "${services[@]}"; do
      arguments+=("$service=$service.pem:services/$service")
    done
    make issuer.jwks "$bin/steward-issuer" jwks issuer=issuer.pem --out
    make identity.jwks "$bin/steward-issuer" jwks "${arguments[@]}" --out
  )
}

# make FILE COMMAND…: has the command, which gets the name of a file, make it.
make() {
  rm -f "$1.new"
  "${@:2}" "$1.new" >/dev/null
  chmod 0600 "$1.new"
  mv "$1.new" "$1"
}

random_key() {
  od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' >"$1"
}

token() {
  "$2/steward-issuer" token --private "$1/issuer.pem" --kid issuer --issuer "$issuer" \
    --audience "$audience" --tenant "$3" --subject "$4" --role "$5" --ttl 24h
}

issuer-name() { printf '%s\n' "$issuer"; }

issuer() {
  printf 'issuer=%s audience=%s algorithms=EdDSA jwks=http://%s/.well-known/jwks.json\n' \
    "$issuer" "$audience" "$1"
}

# put KEY VALUE: one line of YAML.
put() {
  local value=$2
  case $1=$value in
    services=* | issuers=* | mtls_peers=* | *_retry_schedule=* | rate_limits=*)
      value="[\"${value//;/\", \"}\"]"
      ;;
    *=true | *=false) ;;
    *) value="\"$value\"" ;;
  esac
  printf '%s: %s\n' "$1" "$value"
}

config() {
  local keys=$1 file=$2 service=$3 pair
  shift 3
  (
    umask 077
    {
      put identity_private_key "$keys/$service.pem"
      put identity_key_id "$service"
      if [ "$service" = gateway ]; then
        put cursor_key "$keys/cursor.key"
      else
        put identity_keys "$keys/identity.jwks"
        put page_token_key "$keys/page-token.key"
      fi
      if [ "$service" = notification ]; then put seal_key "$keys/seal.key"; fi
      for pair in "$@"; do put "${pair%%=*}" "${pair#*=}"; done
    } >"$file.new"
  )
  mv "$file.new" "$file"
}

tls() {
  local dir peers=''
  dir=$(realpath "$1")
  printf '%s\n' "mtls_certificate=$dir/$2.pem" "mtls_private_key=$dir/$2.key" \
    "mtls_ca=$dir/ca.pem" mtls_required=true
  case $2 in
    directory) peers='gateway;ticket;change-approval;catalog;notification' ;;
    ticket) peers='gateway;change-approval;catalog;notification' ;;
    change-approval) peers='gateway;catalog;notification' ;;
    catalog) peers='gateway;change-approval;notification' ;;
    notification) peers=gateway ;;
    gateway) printf '%s\n' "tls_certificate=$dir/clients.pem" "tls_private_key=$dir/clients.key" ;;
  esac
  [ -z "$peers" ] || printf 'mtls_peers=%s\n' "$peers"
}

migrate() {
  STEWARD_CONFIG_MIGRATE_DATABASE="$4 user=steward_owner dbname=steward_${3//-/_}" \
    STEWARD_CONFIG_APPLICATION_ROLE="steward_${3//-/_}_app" \
    STEWARD_CONFIG_JOBS_ROLE="steward_${3//-/_}_jobs" "$1/steward-$3" migrate --config "$2"
}

reap() {
  local file pid
  tail --pid="$2" -f /dev/null
  for file in "$1"/run/*.pid; do
    if pid=$(recorded_pid "$file"); then kill -KILL "$pid" || true; fi
  done
  bash "$lib/postgres.sh" remove "$1/postgres" || true
  bash "$lib/redis.sh" remove "$1/redis" || true
  rm -rf "$1"
}

main() {
  case ${1:-} in
    -h | --help | '') usage ;;
    databases | keys | token | issuer-name | issuer | config | tls | migrate | reap) "$@" ;;
    *) die "unknown command $1; see --help" ;;
  esac
}

main "$@"
