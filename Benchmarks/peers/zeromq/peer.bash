# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev libzmq3-dev)
rows=42

versions() { echo "libzmq $(package_version libzmq3-dev)"; }

build_peer() { harness_build zeromq "$here/zeromq/zeromq.c" -- -lzmq; }

measure_peer() {
    local mode placement
    for mode in default fastest; do
        for placement in free two-cpus one-cpu; do place "$mode" "$placement" zeromq || return 1; done
    done
}
