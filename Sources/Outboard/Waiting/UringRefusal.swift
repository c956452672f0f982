internal import Glibc
internal import OutboardSystem
internal import SystemPackage

/// Why io_uring cannot be used here, and what to do about it.
struct UringRefusal: Error, Sendable, Hashable {
    /// What is the matter, to be read after "because".
    var reason: String
    /// What to do about it, to be read after "to use io_uring".
    var advice: String

    private static let profile =
        "allow io_uring_setup, io_uring_enter and io_uring_register in the seccomp profile of the container"

    /// The kernel does not open a ring.
    ///
    /// - Parameters:
    ///   - error: What io_uring_setup(2) answered.
    ///   - disabled: What `/proc/sys/kernel/io_uring_disabled` says, of Linux 6.6.
    /// - Returns: What it means.
    static func setUp(_ error: Errno, disabled: String? = Self.disabled) -> UringRefusal {
        let call = "io_uring_setup fails: \(error)"
        switch error {
        case .noFunction:
            return UringRefusal(
                reason: "\(call); the kernel was built without io_uring, or a seccomp filter hides it",
                advice: profile)
        case .notPermitted where disabled == "1":
            return UringRefusal(
                reason: "\(call); kernel.io_uring_disabled is 1",
                advice: "set this sysctl to 0, or add the user to the group of kernel.io_uring_group")
        case .notPermitted where disabled == "2":
            return UringRefusal(reason: "\(call); kernel.io_uring_disabled is 2", advice: "set this sysctl to 0")
        case .notPermitted:
            return UringRefusal(
                reason: "\(call); a seccomp filter forbids it, as many container profiles do", advice: profile)
        case .permissionDenied:
            return UringRefusal(reason: "\(call); a security module forbids it", advice: "allow it in its policy")
        case .noMemory:
            return UringRefusal(
                reason: "\(call); a limit of memory, or of locked memory (\(lockedMemory)), is in the way",
                advice: "raise the limit of the control group, or the limit of locked memory (ulimit -l)")
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
            return UringRefusal(reason: call, advice: "raise the limit of open files (ulimit -n)")
        default:
            return UringRefusal(reason: call, advice: "see io_uring_setup(2)")
        }
    }

    /// The kernel opens a ring and does not wait with it.
    static func wait(_ error: Errno) -> UringRefusal {
        UringRefusal(reason: "io_uring_enter fails: \(error)", advice: profile)
    }

    /// The kernel is too old.
    static func missing(_ feature: String) -> UringRefusal {
        UringRefusal(reason: "the kernel lacks \(feature)", advice: "use Linux 5.13 or newer")
    }

    /// The kernel does something else than it should.
    static func trial(_ step: String) -> UringRefusal {
        UringRefusal(reason: "a trial failed: \(step)", advice: "use Linux 5.13 or newer")
    }

    private static var disabled: String? {
        SmallFile.text(of: "/proc/sys/kernel/io_uring_disabled").map { String($0.prefix { $0 != "\n" }) }
    }

    private static var lockedMemory: String {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit) == 0 else { return "unknown" }
        return limit.rlim_cur == .max ? "unlimited" : "\(limit.rlim_cur) bytes"
    }
}
