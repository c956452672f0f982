# shellcheck shell=bash disable=SC2034,SC2154
packages=(golang-go)
rows=15

versions() {
    echo "go $(go env GOVERSION | sed s/go//)"
}

build_peer() {
    go_build json-rpc-stdio-host json-rpc-stdio/host && go_build json-rpc-stdio-plugin json-rpc-stdio/plugin
}

measure_peer() {
    go_users json-rpc-stdio-host json-rpc-stdio-plugin
}
