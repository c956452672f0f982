# shellcheck shell=bash disable=SC2034,SC2154
packages=(golang-go golang-github-hashicorp-go-plugin-dev golang-google-grpc-dev golang-goprotobuf-dev protobuf-compiler)
rows=30

versions() {
    echo "go $(go env GOVERSION | sed s/go//)"
    echo "go-plugin $(package_version golang-github-hashicorp-go-plugin-dev)"
    echo "grpc-go $(package_version golang-google-grpc-dev)"
    echo "yamux $(package_version golang-github-hashicorp-yamux-dev)"
}

build_peer() {
    local messages=$build/gopath/src/outboard/generated/messages
    mkdir -p "$messages"
    protoc --go_out="plugins=grpc:$messages" -I "$here/go-plugin/shared/messages" users.proto &&
        go_build go-plugin-host go-plugin/host && go_build go-plugin-plugin go-plugin/plugin &&
        go_build go-plugin-published go-plugin/published
}

measure_peer() {
    go_users go-plugin-host go-plugin-plugin -transport netrpc &&
        go_users go-plugin-host go-plugin-plugin -transport grpc
}
