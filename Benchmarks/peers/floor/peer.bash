# shellcheck shell=bash disable=SC2034,SC2154
packages=(gcc g++ libc6-dev)
rows=1

versions() { echo "gcc $(gcc -dumpfullversion)"; }

build_peer() { harness_build floor "$here/floor/floor.c"; }

measure_peer() { place default two-cpus floor; }
