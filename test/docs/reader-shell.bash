# The commands of the docs, as a test runs them: the built program in place of the package from npm, ports that are
# free, and programs that go on until a reader ends them in the background.
set -euo pipefail

frappe-graphql() {
  case $1 in
    demo) echo "GraphiQL: $GATEWAY_URL/graphql" ;; # It runs for all pages.
    mock) keep_running 'Ctrl.C ends both' node "$CLI" "$@" --port 0 --site-port 0 ;;
    start) PORT=0 keep_running '"ready"' node "$CLI" start ;;
    # A reader answers its questions.
    init) FRAPPE_URL=$SITE_URL FRAPPE_API_KEY=$KEY FRAPPE_API_SECRET=$SECRET node "$CLI" "$@" ;;
    *) node "$CLI" "$@" ;;
  esac
}

npx() {
  case $1 in
    frappe-site-simulator) keep_running 'administrator' node "$ROOT/demo/main.ts" "${@:2}" --port 0 ;;
    *) "$@" ;;
  esac
}

npm() {
  case "$1 $2" in
    'run demo') frappe-graphql demo ;;
    'run seed') node "$ROOT/demo/seed-site.ts" "${@:4}" ;;
    *) echo "npm $* is neither run nor listed" >&2 && return 1 ;;
  esac
}

node() {
  case $1 in
    examples/node/main.ts) keep_running 'From Node' command node "$@" ;; # Then it follows changes.
    *) command node "$@" ;;
  esac
}

curl() {
  case $1 in
    -N) keep_running 'content-type: text/event-stream' command curl -sS --fail-with-body -i "$@" ;;
    *) command curl -sS --fail-with-body "${@//a1b2c3d4e5/${FILE_NAME-}}" ;;
  esac
}

# Runs a command in the background, and goes on once it has printed a line like the first argument. The test ends it.
keep_running() {
  local output=$HOME/output.$RANDOM
  "${@:2}" > "$output" 2>&1 &
  until grep -qi "$1" "$output"; do
    kill -0 $! 2> /dev/null || { cat "$output" >&2 && return 1; }
    sleep 0.05
  done
  cat "$output"
}
