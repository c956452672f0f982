internal import COutboardLinux
package import SystemPackage

/// A launch that failed: at which step, and why.
package struct LaunchFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The steps of a launch, in the order in which they happen.
    package enum Step: Int32, Sendable, Hashable, CaseIterable {
        /// Checking the plan: strings with a zero byte (`EINVAL`), descriptors that repeat or are negative (`EBADF`).
        case plan = -2
        /// Opening the executable.
        case open = -1
        /// Mapping a stack for the child.
        case stack = 1
        /// Making namespaces.
        case namespaces
        /// Naming the host's user in a namespace for users.
        case identity
        /// Making a root with what the process needs.
        case root
        /// Mounting /proc in it.
        case processFiles
        /// Executing the first process of the namespaces.
        case initProgram
        /// Entering the namespaces.
        case enter
        /// Creating the process.
        case clone
        /// Joining a control group.
        case group
        /// Resetting signal dispositions and mask.
        case signals
        /// Leaving the host's session.
        case session
        /// Becoming another user.
        case user
        /// Asking to be killed when the host dies.
        case deathSignal
        /// Noticing that the host died meanwhile.
        case parentGone
        /// Giving up new privileges.
        case privileges
        /// Changing the working directory.
        case workingDirectory
        /// Giving up files.
        case files
        /// Placing the descriptors.
        case descriptors
        /// Setting resource limits.
        case limits
        /// Closing all other descriptors.
        case closeRange
        /// Giving up capabilities.
        case capabilities
        /// Giving up system calls.
        case calls
        /// Executing the file.
        case exec

        /// What the step does, in words: "opening the executable".
        package var name: String {
            switch self {
            case .plan: "checking the launch plan"
            case .open: "opening the executable"
            case .stack: "mapping a stack for the process"
            case .namespaces: "making namespaces"
            case .identity: "naming the user in a namespace"
            case .root: "making a root for the process"
            case .processFiles: "mounting /proc for the process"
            case .initProgram: "executing the first process of the namespaces"
            case .enter: "entering the namespaces"
            case .clone: "creating the process"
            case .group: "joining a control group"
            case .user: "becoming another user"
            case .signals: "resetting signals"
            case .session: "starting a session"
            case .deathSignal: "binding its life to the host's"
            case .parentGone: "finding the host alive"
            case .descriptors: "placing descriptors"
            case .limits: "setting resource limits"
            case .privileges: "giving up privileges"
            case .files: "giving up files (Landlock)"
            case .capabilities: "giving up capabilities"
            case .calls: "giving up system calls (seccomp)"
            case .closeRange: "closing inherited descriptors"
            case .workingDirectory: "changing the working directory"
            case .exec: "executing the file"
            }
        }
    }

    /// The step that failed.
    package var step: Step
    /// What the system answered.
    package var errno: Errno

    /// A failure.
    package init(step: Step, errno: Errno) {
        self.step = step
        self.errno = errno
    }

    /// What C noted; nil if nothing failed.
    init?(_ result: outboard_launch_result) {
        guard result.step != 0 else { return nil }
        self.init(step: Step(rawValue: result.step) ?? .clone, errno: Errno(rawValue: result.error))
    }

    /// "opening the executable failed: No such file or directory".
    package var description: String { "\(step.name) failed: \(errno)" }
}
