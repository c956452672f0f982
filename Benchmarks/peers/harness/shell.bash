# shellcheck shell=bash disable=SC2086,SC2154
# What Benchmarks/peers/run and the peer.bash of each peer share. Sourced.

# Debian's packages of those given that are not installed.
missing_packages() {
    local package status
    local -a found=()
    for package in "$@"; do
        status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || status=''
        [[ $status == 'install ok installed' ]] || found+=("$package")
    done
    echo "${found[*]}"
}

# Those of the given packages that apt does not know.
unknown_packages() {
    local package
    local -a found=()
    for package in "$@"; do
        apt-cache show "$package" >/dev/null 2>&1 || found+=("$package")
    done
    echo "${found[*]}"
}

can_install() {
    command -v apt-get >/dev/null && { [[ $EUID -eq 0 ]] || sudo -n true 2>/dev/null; }
}

# Installs packages; where that fails, install_error says why.
install_packages() {
    local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    [[ $EUID -eq 0 ]] || apt=(sudo "${apt[@]}")
    echo "installing $*" >&2
    local said
    if ! said=$("${apt[@]}" install -y --no-install-recommends "$@" 2>&1); then
        "${apt[@]}" update >&2 || true
        if ! said=$("${apt[@]}" install -y --no-install-recommends "$@" 2>&1); then
            # shellcheck disable=SC2034
            install_error="apt-get says: $(tail -n 1 <<<"$said")"
            return 1
        fi
    fi
}

# Two processors that this process may use and that are not threads of one core.
choose_cpus() {
    local -a usable=()
    local part
    for part in $(taskset -cp $$ | sed 's/.*: //; s/,/ /g'); do
        # shellcheck disable=SC2207
        usable+=($(seq "${part%-*}" "${part#*-}"))
    done
    if [[ -z $cpus ]]; then
        local first=${usable[0]} other
        for other in "${usable[@]:1}"; do
            if ! grep -qxE "(.*,)?$other(,.*)?" <(siblings "$first"); then cpus=$first,$other && break; fi
        done
        [[ -n $cpus ]] || skip "$name is measured between two cores, and there is one: ${usable[*]}"
    fi
    [[ $cpus =~ ^[0-9]+,[0-9]+$ && ${cpus%,*} != "${cpus#*,}" ]] || wrong "--cpus takes two processors, such as 0,1"
}

# The processors that are threads of the same core as the given one, as a list with commas.
siblings() {
    local list part
    list=$(cat "/sys/devices/system/cpu/cpu$1/topology/thread_siblings_list" 2>/dev/null) || list=$1
    for part in ${list//,/ }; do seq -s , "${part%-*}" "${part#*-}"; done | paste -sd ,
}

# The number of the tracepoint that counts system calls; nothing where it cannot be had, which takes root.
syscalls_tracepoint() {
    unshare -m sh -c 'mount -t tracefs none /sys/kernel/tracing && cat /sys/kernel/tracing/events/raw_syscalls/sys_enter/id' \
        2>/dev/null || true
}

package_version() { dpkg-query -W -f '${Version}' "$1"; }

# The lines "name version" that the peer's versions() prints, as a JSON object.
versions_json() {
    local text='' key value
    while read -r key value; do text+="${text:+, }\"$key\": \"$value\""; done < <(versions)
    echo "{$text}"
}

# Builds Go programs of this folder against Debian's Go packages, without network: go_build PROGRAM PACKAGE...
go_build() {
    local path=$build/gopath/src/outboard folder
    mkdir -p "$path"
    for folder in go go-plugin json-rpc-stdio; do ln -sfn "$here/$folder" "$path/$folder"; done
    (cd "$build" && GO111MODULE=off GOFLAGS='' GOPATH=$build/gopath:/usr/share/gocode go build -o "$build/bin/$1" "outboard/$2")
}

# Builds a C or C++ program with the harness: harness_build PROGRAM SOURCE... [-- FLAG...]
harness_build() {
    local program=$1 source object
    local -a sources=() flags=() objects=()
    shift
    while [[ $# -gt 0 && $1 != -- ]]; do sources+=("$1") && shift; done
    [[ $# -eq 0 ]] || flags=("${@:2}")
    mkdir -p "$build/$program"
    for source in "$here"/harness/*.c "${sources[@]}"; do
        object=$build/$program/$(basename "$source").o
        compile "$source" "$object" ${flags[@]+"${flags[@]}"} || return 1
        objects+=("$object")
    done
    g++ -o "$build/bin/$program" "${objects[@]}" ${flags[@]+"${flags[@]}"} -ldl -lm -lpthread
}

compile() {
    local source=$1 object=$2
    shift 2
    # Only what changed since: C++ takes long.
    [[ -n $(find "$object" -newer "$source" 2>/dev/null) && -z $(find "$here/harness" -name '*.h' -newer "$object") ]] && return
    case $source in
    *.c) gcc -std=gnu17 -O2 -g -Wall -Wextra -I "$here/harness" -I "$(dirname "$source")" -c "$source" -o "$object" ;;
    *) g++ -std=c++17 -O2 -g -Wall -I "$here/harness" -I "$(dirname "$source")" -c "$source" -o "$object" "$@" ;;
    esac
}

# Runs a program of the harness in a mode and a placement: place MODE PLACEMENT PROGRAM [ARGUMENT...]
place() {
    local mode=$1 placement=$2 program=$3
    shift 3
    "$build/bin/$program" $quick --mode "$mode" --placement "$placement" --cpus "$cpus" "$@"
}

# Runs the Go host and plugin of the user-manager suite in all placements: go_users HOST PLUGIN [ARGUMENT...]
go_users() {
    local host=$1 plugin=$2 placement where
    shift 2
    for placement in free two-cpus one-cpu; do
        where=${cpus%,*}
        [[ $placement != free ]] || where=$cpus
        taskset -c "$where" "$build/bin/$host" "$@" $quick -placement "$placement" -cpus "$cpus" -users "$users" \
            -peer "$build/bin/$plugin" || return 1
    done
}
