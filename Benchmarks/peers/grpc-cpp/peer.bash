# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc pkg-config)
rows=42

versions() {
    echo "grpc $(package_version libgrpc++-dev)"
    echo "protobuf $(package_version libprotobuf-dev)"
}

build_peer() {
    local generated=$build/grpc-generated
    mkdir -p "$generated"
    protoc -I "$here/grpc-cpp" --cpp_out="$generated" --grpc_out="$generated" \
        --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" echo.proto || return 1
    for file in echo.pb echo.grpc.pb; do mv "$generated/$file.cc" "$generated/$file.cpp"; done
    # shellcheck disable=SC2046
    harness_build grpc-cpp "$here/grpc-cpp/host.cpp" "$here/grpc-cpp/serve.cpp" "$generated/echo.pb.cpp" \
        "$generated/echo.grpc.pb.cpp" -- "-I$generated" $(pkg-config --libs grpc++ protobuf)
}

measure_peer() {
    local mode placement
    for mode in default fastest; do
        for placement in free two-cpus one-cpu; do place "$mode" "$placement" grpc-cpp || return 1; done
    done
}
