#!/usr/bin/env bash
# Makes the roles and databases of all services in a new PostgreSQL. Usage:
#
#   databases.sh [--help]
#
# The image of PostgreSQL runs it once, as the superuser of an empty cluster. Each file of the
# directory STEWARD_PASSWORDS (/run/steward/passwords) is a service and holds the password of its
# roles; that of the file "owner" is for steward_owner, who owns all databases.
set -euo pipefail
passwords=${STEWARD_PASSWORDS:-/run/steward/passwords}

case ${1:-} in
  -h | --help)
    sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
    exit
    ;;
esac

ask() {
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" \
    --dbname postgres "$@"
}

# make_role ROLE FILE
make_role() {
  # The password is read by psql itself: command lines can be seen by others.
  ask --set role="$1" --set file="$2" <<'END'
\set password `cat :'file'`
CREATE ROLE :"role" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
END
}

# make_database SERVICE: seen by its own roles and by the owner only.
make_database() {
  ask --set database="steward_$1" --set role="steward_$1_app" <<'END'
CREATE DATABASE :"database" OWNER steward_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"role";
END
}

make_role steward_owner "$passwords/owner"
for file in "$passwords"/*; do
  service=${file##*/}
  [ "$service" != owner ] || continue
  make_role "steward_${service}_app" "$file"
  # For what is for all tenants; a member, so that it may do what the other one may.
  make_role "steward_${service}_jobs" "$file"
  ask --command "GRANT \"steward_${service}_app\" TO \"steward_${service}_jobs\""
  make_database "$service"
done
