# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev unzip)
python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
rows=16
wheels=$build/wheels

wheel() { find "$wheels" -name 'wasmtime-*.whl' 2>/dev/null | sort | tail -n 1; }

obstacle() {
    [[ -z $(wheel) ]] || return 0
    local said
    mkdir -p "$wheels"
    if ! said=$(python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$wheels" wasmtime 2>&1); then
        echo "PyPI's wheel cannot be had: $(tail -n 1 <<<"$said")"
    fi
}

versions() { basename "$(wheel)" | sed -E 's/^wasmtime-([^-]*)-.*/wasmtime \1/'; }

build_peer() {
    unzip -q -o -d "$wheels" "$(wheel)" &&
        harness_build wasmtime "$here/wasmtime/host.c" "$here/wasmtime/load.c"
}

measure_peer() {
    local library
    library=$(find "$wheels" -name _libwasmtime.so | head -n 1)
    place default two-cpus wasmtime --extra "$library" && place fastest two-cpus wasmtime --extra "$library"
}
