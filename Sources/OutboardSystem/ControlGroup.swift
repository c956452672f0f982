import Glibc
internal import Synchronization
internal import SystemPackage

/// A control group of the second version, for one process and what it starts; see cgroups(7).
///
/// Safe to use from any thread.
package final class ControlGroup: Sendable {
    /// What can be bounded.
    package enum Controller: String, Sendable, Hashable, CaseIterable {
        /// Memory of all kinds that it is the first to touch, in bytes.
        case memory
        /// Threads and processes.
        case pids
        /// Processor time.
        case cpu
    }

    /// Why there is no group, as a clause.
    package struct Problem: Error, Hashable {
        /// The clause.
        package let reason: String
    }

    /// The most that its processes may have.
    package struct Limits: Sendable, Hashable {
        /// Bytes of memory; nil: no limit.
        package var memory: Int?
        /// Threads and processes; nil: no limit.
        package var threads: Int?
        /// Processors, on average over a tenth of a second; nil: no limit.
        package var processors: Double?

        /// No limits.
        package init() {}
    }

    /// Its folder.
    package let path: String
    /// Why something that was asked for is not bounded.
    package let missing: [Controller: String]
    /// Takes the numbers of processes that join; 0 is the writer.
    let processes: OwnedDescriptor

    private static let numbers = Atomic<Int>(0)
    private static let period = 100_000

    /// Makes a group, and sets its limits.
    ///
    /// Some 100 µs.
    ///
    /// - Parameters:
    ///   - parent: The folder of a group that this process may make others in, and that has no process itself.
    ///   - limits: What to bound.
    /// - Throws: Why there is no group. One that cannot bound everything is there, and says what is ``missing``.
    package init(beneath parent: String, limits: Limits) throws(Problem) {
        // Groups of the first version have no such file.
        guard unsafe access("\(parent)/cgroup.controllers", F_OK) == 0 else {
            throw Problem(reason: "\(parent) is no control group of the second version")
        }
        let number = Self.numbers.add(1, ordering: .relaxed).newValue
        path = "\(parent)/outboard-\(getpid())-\(number)"
        guard unsafe mkdir(path, 0o755) == 0 else {
            throw Problem(reason: "making a group in \(parent): \(Self.lastError)")
        }
        let file = unsafe open("\(path)/cgroup.procs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else {
            let error = Self.lastError
            _ = unsafe rmdir(path)
            throw Problem(reason: "\(path): \(error)")
        }
        processes = OwnedDescriptor(adopting: file)
        missing = Self.bound(path, parent, limits)
    }

    deinit {
        _ = unsafe rmdir(path)
    }

    private static func bound(_ path: String, _ parent: String, _ limits: Limits) -> [Controller: String] {
        var missing: [Controller: String] = [:]
        func set(_ controller: Controller, _ settings: [(name: String, value: String)]) {
            if let reason = enable(controller, in: parent) { missing[controller] = reason }
            for setting in settings where missing[controller] == nil {
                let file = "\(controller.rawValue).\(setting.name)"
                if let error = write(setting.value, to: "\(path)/\(file)") { missing[controller] = "\(file): \(error)" }
            }
        }
        if let memory = limits.memory {
            set(.memory, [("max", "\(memory)"), ("oom.group", "1")])
            // Where the kernel has been built with it.
            _ = write("0", to: "\(path)/memory.swap.max")
        }
        if let threads = limits.threads { set(.pids, [("max", "\(threads)")]) }
        if let processors = limits.processors {
            set(.cpu, [("max", "\(max(1000, Int(processors * Double(period)))) \(period)")])
        }
        return missing
    }

    /// Lets groups in a group be bounded.
    ///
    /// - Returns: Why that does not work.
    private static func enable(_ controller: Controller, in parent: String) -> String? {
        let name = controller.rawValue
        func has(_ file: String) -> Bool {
            (SmallFile.text(of: "\(parent)/\(file)") ?? "").split(whereSeparator: \.isWhitespace).contains(
                Substring(name))
        }
        guard has("cgroup.controllers") else {
            let groups = SmallFile.text(of: "/proc/self/cgroup") ?? ""
            return "the group \(parent) does not have the controller \(name)"
                + (isFirstVersion(name, groups)
                    ? ", which this machine has in the first version of control groups" : "")
        }
        guard !has("cgroup.subtree_control") else { return nil }
        return write("+\(name)", to: "\(parent)/cgroup.subtree_control").map {
            "\(parent)/cgroup.subtree_control: \($0)"
                + ($0 == .resourceBusy ? ", the group has processes of its own" : "")
        }
    }

    /// Whether a controller belongs to the first version of control groups.
    ///
    /// - Parameters:
    ///   - controller: Its name.
    ///   - groups: The text of `/proc/self/cgroup`.
    /// - Returns: Whether a group of the first version has it.
    package static func isFirstVersion(_ controller: String, _ groups: String) -> Bool {
        groups.split(separator: "\n").contains { line in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            return parts.count == 3 && parts[1].split(separator: ",").contains(Substring(controller))
        }
    }

    /// Kills all processes in it (Linux 5.14).
    func kill() {
        _ = Self.write("1", to: "\(path)/cgroup.kill")
    }

    /// Removes the group.
    ///
    /// - Returns: Whether it is gone: not while a process is in it.
    func remove() -> Bool {
        unsafe rmdir(path) == 0 || errno == ENOENT
    }

    /// How many of its processes the kernel has killed because the group had no memory left.
    package var memoryKills: Int {
        MemoryKills.count(in: SmallFile.text(of: "\(path)/memory.events") ?? "") ?? 0
    }

    private static func write(_ text: String, to path: String) -> Errno? {
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return lastError }
        defer { _ = close(file) }
        var bytes = Array(text.utf8)
        return unsafe Glibc.write(file, &bytes, bytes.count) < 0 ? lastError : nil
    }

    private static var lastError: Errno { Errno(rawValue: errno) }
}
