import Glibc
import OutboardSystem
import Testing

/// A system call that a filter refuses, and the step of a launch that must notice.
struct ForbiddenCall: Sendable, CustomTestStringConvertible {
    var number: Int32
    /// The first argument it is refused with; -1: any.
    var argument: Int32 = -1
    var step: LaunchFailure.Step
    var error: Int32 = EXDEV

    var testDescription: String { step.name }

    #if arch(x86_64)
    private static let clone: Int32 = 56
    private static let setsid: Int32 = 112
    private static let sigaction: Int32 = 13
    private static let prctl: Int32 = 157
    private static let getppid: Int32 = 110
    private static let fcntl: Int32 = 72
    private static let prlimit: Int32 = 302
    private static let execveat: Int32 = 322
    private static let dup3: Int32 = 292
    #else
    private static let clone: Int32 = 220
    private static let setsid: Int32 = 157
    private static let sigaction: Int32 = 134
    private static let prctl: Int32 = 167
    private static let getppid: Int32 = 173
    private static let fcntl: Int32 = 25
    private static let prlimit: Int32 = 261
    private static let execveat: Int32 = 281
    private static let dup3: Int32 = 24
    #endif
    private static let closeRange: Int32 = 436
    private static let deathSignal: Int32 = 1  // PR_SET_PDEATHSIG
    private static let noNewPrivileges: Int32 = 38  // PR_SET_NO_NEW_PRIVS

    static let all: [ForbiddenCall] = [
        ForbiddenCall(number: clone, step: .clone),
        ForbiddenCall(number: sigaction, step: .signals),
        ForbiddenCall(number: setsid, step: .session),
        ForbiddenCall(number: prctl, argument: deathSignal, step: .deathSignal),
        ForbiddenCall(number: getppid, step: .parentGone, error: ESRCH),
        ForbiddenCall(number: fcntl, step: .descriptors),
        ForbiddenCall(number: dup3, step: .descriptors),
        ForbiddenCall(number: prlimit, step: .limits),
        ForbiddenCall(number: prctl, argument: noNewPrivileges, step: .privileges),
        ForbiddenCall(number: closeRange, step: .closeRange),
        ForbiddenCall(number: execveat, step: .exec),
    ]
}
