#!/usr/bin/env bash
# Prints an API key of the service account "demo" of a tenant, with the role integration. Usage:
#
#   demo_key.sh URL TOKEN FILE
#
# TOKEN is an administrator's. A key is shown once, so FILE keeps it, for its owner only; when there
# is none that still works, a new one takes the place of those made before.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"
keys=/v1/serviceAccounts/demo/apiKeys

# call CREDENTIAL METHOD PATH [OPTION…]: sets $answer and $status.
call() {
  # The credential goes through a file descriptor: command lines can be read by everybody.
  answer=$(curl --silent --show-error --max-time 20 --retry 3 --retry-all-errors \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$1") --request "$2" \
    --header 'Content-Type: application/json' --write-out '\n%{http_code}' "${@:4}" "$url$3")
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
}

must() {
  case $status in
    2*) ;;
    *) die "$1 was answered with $status: $answer" ;;
  esac
}

works() {
  [ -s "$file" ] || return 1
  call "$(cat "$file")" GET '/v1/tickets?pageSize=1'
  [ "$status" = 200 ]
}

make_account() {
  call "$token" POST /v1/serviceAccounts --data \
    '{"serviceAccountId":"demo","displayName":"Demo program","roles":["integration"]}'
  [ "$status" = 409 ] || must "creating the service account"
}

revoke_old_ones() {
  local name
  call "$token" GET "$keys" --get --data-urlencode 'filter=state = ACTIVE AND display_name = "up"'
  must "listing the keys"
  for name in $(grep -oE 'serviceAccounts/demo/apiKeys/[0-9A-Za-z]{12}' <<<"$answer" || true); do
    call "$token" POST "/v1/$name:revoke" --data '{}'
    must "revoking a key"
  done
}

make_key() {
  call "$token" POST "$keys" --data '{"displayName":"up"}'
  must "creating a key"
  (
    umask 077
    grep -oE 'stw_live_[0-9A-Za-z_]+' <<<"$answer" | head -n 1 >"$file.new"
  )
  mv "$file.new" "$file"
}

case ${1:-} in
  -h | --help | '') usage ;;
  *)
    [ $# -eq 3 ] || die "needs a URL, a token and a file; see --help"
    url=$1 token=$2 file=$3
    if ! works; then
      make_account
      revoke_old_ones
      make_key
    fi
    cat "$file"
    ;;
esac
