# shellcheck shell=bash disable=SC2034,SC2154
rows=39
# A Swift package of its own, built where everything else is.
swift_package=(--package-path "$here/grpc-swift" --scratch-path "$build/grpc-swift")

obstacle() {
    local said
    command -v swift >/dev/null || { echo "there is no Swift" && return; }
    said=$(swift package "${swift_package[@]}" resolve 2>&1) ||
        echo "its Swift packages cannot be fetched: $(grep -m 1 error: <<<"$said")"
}

# The version of a Swift package that was fetched.
fetched() {
    sed -n "/\"identity\" : \"$1\"/,/\"version\"/s/.*\"version\" : \"\(.*\)\".*/\1/p" "$here/grpc-swift/Package.resolved"
}

versions() {
    local name
    for name in grpc-swift-2 grpc-swift-nio-transport swift-nio; do echo "$name $(fetched "$name")"; done
}

build_peer() {
    swift build "${swift_package[@]}" -c release --product GRPCSwiftPeer &&
        ln -sf "$build/grpc-swift/release/GRPCSwiftPeer" "$build/bin/grpc-swift"
}

measure_peer() {
    local mode placement
    for mode in default fastest; do
        for placement in free two-cpus one-cpu; do place "$mode" "$placement" grpc-swift || return 1; done
    done
}
