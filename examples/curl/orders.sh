#!/usr/bin/env bash
# Queries, a mutation, an upload, a session and a subscription by curl. GATEWAY_URL and AUTHORIZATION are settings.
set -euo pipefail
url="${GATEWAY_URL:-http://127.0.0.1:4000}/graphql"
key="Authorization: ${AUTHORIZATION:?the header of a user, such as: token KEY:SECRET}"
json='Content-Type: application/json'

echo '# a query'
curl -sS "$url" -H "$key" -H "$json" --data '{
  "query": "query ($first: Int!) { shopOrders(first: $first) { totalCount nodes { name customer { customer_name } } } }",
  "variables": { "first": 2 }
}'

echo '# a query by GET'
curl -sS --get "$url" -H "$key" -H 'Accept: application/json' --data-urlencode 'query={ me { user fullName } }'

echo '# a mutation'
curl -sS "$url" -H "$key" -H "$json" --data '{
  "query": "mutation ($name: ID!, $input: ShopOrderInput!) { updateShopOrder(name: $name, input: $input) { shopOrder { name delivery_note } } }",
  "variables": { "name": "SO-2026-00004", "input": { "delivery_note": "From curl" } }
}'

echo '# a file: the header is needed, because every page can send forms'
curl -sS "$url" -H "$key" -H 'X-Requested-With: curl' \
  -F operations='{ "query": "mutation ($file: Upload!) { uploadFile(file: $file) { file { fileName size } } }", "variables": { "file": null } }' \
  -F map='{ "0": ["variables.file"] }' \
  -F 0=@"$0;filename=orders.txt;type=text/plain"

if [ -n "${PASSWORD:-}" ]; then
  jar="$(mktemp)"
  trap 'rm -f "$jar"' EXIT
  echo '# a session: the cookie counts from the next request on'
  curl -sS "$url" -c "$jar" -H "$json" -H 'X-Requested-With: curl' --data "{
    \"query\": \"mutation (\$user: String!, \$password: String!) { login(user: \$user, password: \$password) { me { user } } }\",
    \"variables\": { \"user\": \"$USERNAME\", \"password\": \"$PASSWORD\" }
  }"
  curl -sS "$url" -b "$jar" -c "$jar" -H "$json" -H 'X-Requested-With: curl' --data '{ "query": "{ me { user } }" }'
  curl -sS "$url" -b "$jar" -c "$jar" -H "$json" -H 'X-Requested-With: curl' --data '{ "query": "mutation { logout }" }'
fi

if [ "${1:-}" = --follow ]; then
  echo '# changes, as server-sent events, until Ctrl+C'
  curl -sS -N "$url" -H "$key" -H "$json" -H 'Accept: text/event-stream' \
    --data '{ "query": "subscription { shopOrderChanged { event name } }" }'
fi
