#!/usr/bin/env bash
# Loads people, incidents, a catalog and change models of the demo tenant by the REST API. Usage:
#
#   demo.sh URL TOKEN SECOND_TOKEN
#
# TOKEN is an administrator's, SECOND_TOKEN a change manager's. Every call has an idempotency key,
# so that a repeat creates nothing twice.
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/shell.sh
source "$lib/shell.sh"
# shellcheck source=scripts/lib/demo_offers.sh
source "$lib/demo_offers.sh"

# post KEY PATH BODY: prints the answer.
post() {
  local answer status
  # The token goes through a file descriptor: command lines can be read by everybody.
  answer=$(curl --silent --show-error --max-time 20 --retry 3 --retry-all-errors \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$token") \
    --header "Idempotency-Key: demo-$1" --header 'Content-Type: application/json' \
    --data "$3" --write-out '\n%{http_code}' "$url$2")
  status=${answer##*$'\n'}
  case $status in
    2*) printf '%s\n' "${answer%$'\n'*}" ;;
    *) die "POST $2 was answered with $status: ${answer%$'\n'*}" ;;
  esac
}

# incident KEY IMPACT URGENCY TITLE DESCRIPTION: creates one and remembers its name.
incident() {
  local answer
  answer=$(post "$1" /v1/tickets "$(printf \
    '{"kind":"INCIDENT","impact":"%s","urgency":"%s","title":"%s","description":"%s"}' \
    "$2" "$3" "$4" "$5")")
  key=$1
  name=$(grep -oE '"tickets/INC-[0-9]+"' <<<"$answer" | head -n 1 | tr -d '"') ||
    die "the answer names no ticket: $answer"
}

# act ACTION [BODY]: does something with the incident created last.
act() {
  post "$key-$1" "/v1/$name:$1" "${2:-"{}"}" >/dev/null
}

# location ID NAME COUNTRY TIME_ZONE ADDRESS: creates one.
location() {
  post "location-$1" /v1/locations "$(printf \
    '{"locationId":"%s","displayName":"%s","country":"%s","timeZone":"%s","address":"%s"}' \
    "$1" "$2" "$3" "$4" "$5")" >/dev/null
}

# user ID NAME TITLE ROLE LOCATION [MANAGER]: creates one.
user() {
  local references
  references=$(printf '"location":"locations/%s","manager":"%s"' "$5" "${6:+users/$6}")
  post "user-$1" /v1/users "$(printf \
    '{"userId":"%s","displayName":"%s","title":"%s","roles":["%s"],"email":"%s",%s}' \
    "$1" "$2" "$3" "$4" "$1@example.com" "$references")" >/dev/null
}

# group ID NAME MANAGER MEMBER…: creates one that tickets are assigned to, with its members; the
# manager leads it. board: the same of one that approves.
group() { any_group ASSIGNMENT "$@"; }
board() { any_group BOARD "$@"; }

any_group() {
  local kind=$1 id=$2 manager=$4 member role
  post "group-$id" /v1/groups "$(printf \
    '{"groupId":"%s","displayName":"%s","kind":"%s","manager":"users/%s"}' \
    "$id" "$3" "$kind" "$manager")" >/dev/null
  shift 4
  for member in "$manager" "$@"; do
    role=MEMBER
    if [ "$member" = "$manager" ]; then role=LEAD; fi
    post "member-$id-$member" "/v1/groups/$id/memberships" \
      "$(printf '{"user":"users/%s","role":"%s"}' "$member" "$role")" >/dev/null
  done
}

load_people() {
  location hamburg "Hamburg office" DE Europe/Berlin "Hafenstrasse 1, 20457 Hamburg"
  location oslo "Oslo office" NO Europe/Oslo "Havnegata 2, 0150 Oslo"
  user admin "Ada Admin" "Head of IT" tenant_admin hamburg
  user bob "Bob Berg" "Network engineer" agent hamburg admin
  user carol "Carol Chen" "Mail administrator" agent oslo admin
  user alice "Alice Ahn" "Sales manager" requester hamburg
  user dave "Dave Dahl" "Account executive" requester oslo alice
  group network "Network" bob carol
  group messaging "Mail and chat" carol
}

load_incidents() {
  incident vpn HIGH HIGH "VPN down" "Nobody in the Hamburg office can reach the VPN since 08:40."
  act assign '{"assignmentGroup":"groups/network","assignee":"users/bob"}'
  act start
  incident printer LOW LOW "Printer on floor 3 prints in pink only" "Toner was changed yesterday."
  incident mail MEDIUM HIGH "Mail arrives an hour late" "Seen with all external senders."
  act assign '{"assignmentGroup":"groups/messaging"}'
  act start
  act hold '{"holdReason":"AWAITING_VENDOR"}'
  incident login LOW HIGH "Cannot log in after holiday" "Password has expired."
  act start
  act resolve '{"resolutionCode":"FIXED","resolutionNotes":"Password reset, login confirmed."}'
  incident laptop LOW MEDIUM "Laptop does not wake up" "Black screen after closing the lid."
  act start
  act resolve '{"resolutionCode":"WORKAROUND","resolutionNotes":"Deep sleep switched off."}'
  act close
  incident monitor LOW LOW "Second monitor flickers" "Caller found a loose cable."
  act cancel
}

case ${1:-} in
  -h | --help | '') usage ;;
  *)
    [ $# -eq 3 ] || die "needs a URL and two tokens; see --help"
    url=$1
    token=$2
    # shellcheck disable=SC2034 # demo_offers.sh reads it.
    second_token=$3
    load_people
    load_token_users
    load_catalog
    load_changes
    load_incidents
    ;;
esac
