internal import COutboardLinux

/// What a process gives up before its first instruction, for ever.
package struct Confinement: Sendable {
    /// What there can be a limit of: `RLIMIT_…`, as the kernel numbers them.
    package enum Resource: Int32, Sendable, Hashable {
        /// Bytes of private memory.
        case data = 2
        /// Threads of the user: the kernel does not count those of root.
        case threads = 6
        /// Descriptors.
        case openFiles = 7
        /// Bytes of memory that cannot be paged out.
        case lockedMemory = 8
        /// Bytes in POSIX message queues.
        case messageQueues = 12
        /// Real-time priority.
        case realTimePriority = 14
    }

    /// The most that a process may have of something.
    package struct Limit: Sendable, Hashable {
        /// Of what.
        package var resource: Resource
        /// The limit, soft and hard; one that is lower already stays.
        package var value: UInt64

        /// A limit.
        package init(_ resource: Resource, _ value: UInt64) {
            self.resource = resource
            self.value = value
        }
    }

    /// What Landlock leaves it; nil: Landlock is not used.
    ///
    /// A class, so that a plan can be copied.
    package var rules: LandlockRules?
    /// Whether it loses the capabilities that a host of root has.
    package var dropsCapabilities = false
    /// What it may use up.
    package var limits: [Limit] = []
    /// The instructions of a seccomp filter; where one has the operand ``ownProcess``, the process puts its own number.
    ///
    /// Empty: no filter.
    package var filter: [UInt64] = []

    /// Which namespaces it gets; nil: the host's.
    package var namespaces: Namespaces?
    /// The control group that it joins; nil: the host's.
    ///
    /// A class, so that a plan can be copied.
    package var group: ControlGroup?
    /// The user, and group of the same number, that it becomes; nil: the host's.
    package var user: UserLease?

    /// Stands in a filter for the number of the process that installs it.
    package static let ownProcess = UInt32(OUTBOARD_OWN_PROCESS)

    /// Nothing given up.
    package init() {}
}
