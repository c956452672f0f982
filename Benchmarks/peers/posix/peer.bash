# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev)
rows=63

versions() {
    echo "linux $(uname -r)"
    echo "glibc $(package_version libc6)"
}

build_peer() {
    harness_build posix "$here/posix/posix.c" "$here/posix/make.c" "$here/posix/transport.c" -- -lrt
}

measure_peer() {
    local kind
    for kind in pipe socketpair mq; do
        place default two-cpus posix --extra "$kind" && place default one-cpu posix --extra "$kind" &&
            place fastest two-cpus posix --extra "$kind" || return 1
    done
}
