#!/bin/sh
# Run once by the Postgres image on an empty volume: the portal owns its database and is no superuser.
set -eu
psql --username=postgres --set=ON_ERROR_STOP=1 --set=password="$DATABASE_PASSWORD" <<'SQL'
create role portal login password :'password';
create database portal owner portal;
SQL
