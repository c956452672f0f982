import Glibc

/// A control group of a test's own, on machines where this user may make one; see cgroups(7), in both versions.
struct ControlGroup {
    private let path: String
    private let isUnified: Bool

    /// Whether one can be made.
    static func isUsable(_ controller: String) -> Bool {
        guard let group = ControlGroup(controller) else { return false }
        group.remove()
        return true
    }

    /// Makes one for a controller, by its name in version 1; nil where that is not possible.
    init?(_ controller: String) {
        let name = "outboard-test-\(getpid())-\(UInt32.random(in: 0...9999))"
        let old = "/sys/fs/cgroup/\(controller)/\(name)"
        if mkdir(old, 0o755) == 0 {
            (path, isUnified) = (old, false)
            return
        }
        let new = "/sys/fs/cgroup/\(name)"
        // Freezing needs no controller there.
        guard controller == "freezer", mkdir(new, 0o755) == 0 else { return nil }
        (path, isUnified) = (new, true)
        guard access(new + "/cgroup.freeze", W_OK) == 0 else {
            rmdir(new)
            return nil
        }
    }

    /// Whether what is frozen in it cannot be killed.
    var keepsFromDying: Bool { !isUnified }

    /// Moves a process into it.
    func add(_ process: Int32) {
        write("\(process)", to: "cgroup.procs")
    }

    /// Freezes what is in it, or lets it go on, and returns when that has happened.
    func freeze(_ isFrozen: Bool) {
        if isUnified {
            write(isFrozen ? "1" : "0", to: "cgroup.freeze")
            while !Probes.read(path + "/cgroup.events").contains("frozen \(isFrozen ? 1 : 0)") { usleep(1000) }
        } else {
            let state = isFrozen ? "FROZEN" : "THAWED"
            write(state, to: "freezer.state")
            while Probes.read(path + "/freezer.state") != state + "\n" { usleep(1000) }
        }
    }

    /// Removes it, once it is empty.
    func remove() {
        for _ in 0..<3000 where rmdir(path) != 0 && errno == EBUSY { usleep(10_000) }
    }

    private func write(_ text: String, to name: String) {
        try? Probes.write(text, to: path + "/" + name, mode: 0o644)
    }
}
