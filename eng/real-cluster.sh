#!/usr/bin/env bash
# A real Kubernetes control plane for the contract tests:  K8S_SCRIPTS=<folder> eng/real-cluster.sh {up|down|stop-apiserver|start-apiserver} [folder]
# The folder holds build.sh, up.sh, down.sh and hollow-kubelet.py. `up` prints what the tests need as export lines:  eval "$(eng/real-cluster.sh up)"
set -euo pipefail
verb=${1:?up, down, stop-apiserver or start-apiserver}
scripts=${2:-${K8S_SCRIPTS:?set K8S_SCRIPTS to the folder of build.sh and up.sh}}
export K8S_HOME=${K8S_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/portal-k8s}
export PORT=${PORT:-16443}
run=$K8S_HOME/run-$PORT
self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")

# A zombie answers kill -0, so the state is asked.
alive() { [ -f "$1" ] && [ -r "/proc/$(cat "$1")/stat" ] && [ "$(sed 's/.*) //' "/proc/$(cat "$1")/stat" | cut -c1)" != Z ]; }
ready() { for _ in $(seq 60); do [ "$(kubectl --kubeconfig "$run/kubeconfig" get --raw /readyz 2>/dev/null)" = ok ] && return 0; sleep 1; done; echo "the API server is not ready after 60 s; see $run/apiserver.log" >&2; return 1; }

case $verb in
  up)
    [ -x "$K8S_HOME/bin/kube-apiserver" ] || "$scripts/build.sh" >&2
    alive "$run/apiserver.pid" || "$scripts/up.sh" >&2
    if ! alive "$run/hollow.pid"; then
      setsid python3 "$scripts/hollow-kubelet.py" --dir "$run" --port "$PORT" --nodes 5 >"$run/hollow.log" 2>&1 </dev/null &
      echo $! >"$run/hollow.pid"
    fi
    ready
    echo "export PORTAL_TEST_KUBECONFIG='$run/kubeconfig'"
    echo "export PORTAL_TEST_ETCD='http://127.0.0.1:$((PORT + 1))'"
    echo "export PORTAL_TEST_READER_TOKEN='$(cut -d, -f1 "$run/pki/tokens.csv")'"
    echo "export PORTAL_TEST_CLUSTER_STOP='PORT=$PORT K8S_HOME=$K8S_HOME $self stop-apiserver $scripts'"
    echo "export PORTAL_TEST_CLUSTER_START='PORT=$PORT K8S_HOME=$K8S_HOME $self start-apiserver $scripts'"
    ;;
  down) "$scripts/down.sh" --wipe ;;
  stop-apiserver)
    # The command line is kept, so that start brings back the same server.
    pid=$(cat "$run/apiserver.pid")
    tr '\0' '\n' <"/proc/$pid/cmdline" >"$run/apiserver.cmdline"
    kill "$pid"
    for _ in $(seq 30); do alive "$run/apiserver.pid" || exit 0; sleep 0.5; done
    kill -9 "$pid"
    while alive "$run/apiserver.pid"; do sleep 0.1; done ;;
  start-apiserver)
    alive "$run/apiserver.pid" && exit 0
    mapfile -t command <"$run/apiserver.cmdline"
    cd "$run"
    setsid "${command[@]}" >>apiserver.log 2>&1 </dev/null &
    echo $! >apiserver.pid
    ready ;;
  *) echo "unknown verb: $verb" >&2; exit 2 ;;
esac
