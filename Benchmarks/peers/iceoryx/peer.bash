# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev iceoryx libiceoryx-posh-dev)
rows=35

obstacle() {
    ! pgrep -x iox-roudi >/dev/null || echo "a RouDi of somebody else is running, and there can be only one"
}

versions() { echo "iceoryx $(package_version libiceoryx-posh-dev)"; }

build_peer() {
    local include
    include=$(find /usr/include/iceoryx -maxdepth 1 -name 'v*' | sort | tail -n 1)
    harness_build iceoryx "$here/iceoryx/iceoryx.cpp" -- "-I$include" -liceoryx_posh -liceoryx_hoofs -liceoryx_platform
}

# Starts RouDi, measures, and ends it.
measure_peer() {
    local log=$build/roudi.log status=0 roudi
    iox-roudi -c "$here/iceoryx/roudi.toml" >"$log" 2>&1 &
    roudi=$!
    for _ in {1..100}; do
        grep -q 'ready for clients' "$log" && break
        sleep 0.1
    done
    place default two-cpus iceoryx && place default one-cpu iceoryx && place fastest two-cpus iceoryx &&
        place in-place two-cpus iceoryx && place lent two-cpus iceoryx || status=1
    kill "$roudi"
    wait "$roudi" 2>/dev/null || true
    return $status
}
