# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev)
rows=8

versions() {
    echo "gcc $(gcc -dumpfullversion)"
    echo "glibc $(package_version libc6)"
}

build_peer() {
    gcc -std=gnu17 -O2 -Wall -Wextra -shared -fPIC -o "$build/bin/dlopen-plugin.so" "$here/dlopen/plugin.c" &&
        harness_build dlopen "$here/dlopen/dlopen.c"
}

measure_peer() { place default two-cpus dlopen --extra "$build/bin/dlopen-plugin.so"; }
