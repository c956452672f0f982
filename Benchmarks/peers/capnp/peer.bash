# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev capnproto libcapnp-dev)
rows=42

versions() { echo "capnp $(package_version libcapnp-dev)"; }

build_peer() {
    mkdir -p "$build/capnp-generated"
    capnp compile -oc++:"$build/capnp-generated" --src-prefix="$here/capnp" "$here/capnp/echo.capnp" &&
        mv "$build/capnp-generated/echo.capnp.c++" "$build/capnp-generated/echo.capnp.cpp" &&
        harness_build capnp "$here/capnp/capnp.cpp" "$build/capnp-generated/echo.capnp.cpp" -- \
            "-I$build/capnp-generated" -lcapnp-rpc -lcapnp -lkj-async -lkj
}

measure_peer() {
    local mode placement
    for mode in default fastest; do
        for placement in free two-cpus one-cpu; do place "$mode" "$placement" capnp || return 1; done
    done
}
