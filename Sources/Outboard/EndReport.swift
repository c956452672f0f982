internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardSystem

/// What is said about the end of a generation: to those who waited for its start, and to its callers.
struct EndReport {
    let title: String
    let path: String
    let status: ExitStatus
    let reason: EndReason?
    /// The last lines of stderr.
    let tail: [String]
    /// The calls that were not answered, the longest first.
    let callsInFlight: [CallInFlight]
    /// Why the status is not known, where it is not.
    let unknownCause: String
    /// Whether the kernel has killed for want of memory while it lived, and may have killed it.
    let isOutOfMemory: Bool
    /// What the plugin's manifest asks for and was not granted: it may be why it did not start.
    var refusedCapabilities: [String] = []
    /// Whether it had given up system calls: it may have died of one that it was refused.
    var hasFewCalls = false
    /// The limit of its control group for which the kernel has killed it, in bytes.
    let passedMemoryLimit: Int?
    /// Whether it was killed and has not ended.
    let isLeftBehind: Bool

    init(
        title: String, path: String, status: ExitStatus, reason: EndReason?, tail: [String],
        callsInFlight: [CallInFlight] = [], memoryKills: Int = 0, passedMemoryLimit: Int? = nil, isChild: Bool = true,
        isLeftBehind: Bool = false
    ) {
        unknownCause =
            isChild ? ExitStatus.unknownCause : "somebody else started it, and gets its exit status"
        self.isLeftBehind = isLeftBehind
        if reason == nil, case .signaled(signal: 9, coreDumped: _) = status {
            isOutOfMemory = memoryKills > 0 || passedMemoryLimit != nil
        } else {
            isOutOfMemory = false
        }
        self.passedMemoryLimit = passedMemoryLimit
        self.callsInFlight = callsInFlight
        self.title = title
        self.path = path
        self.status = status
        self.tail = tail
        switch (reason, status) {
        // It closed its socket because it was about to end: the kill came too late, and the status is its own.
        case (.hungUp, .exited): self.reason = nil
        case (.hungUp, .signaled(let signal, _)) where signal != 9: self.reason = nil
        default: self.reason = reason
        }
    }

    /// For callers.
    var fate: CallFate {
        var code = OutboardError.Code.lost
        if case .violated = reason { code = .violated }
        if case .stuck = reason { code = .stuck }
        if case .unresponsive = reason { code = .stuck }
        return CallFate(code: code, message: sentence + calls + lastLines)
    }

    /// For the host's log, which has the last lines already.
    var note: String { sentence + calls }

    /// How loud the host's log says it of a plugin that was ready.
    var level: Logger.Level {
        switch (reason, status) {
        case _ where isLeftBehind: .critical
        // As the host wanted it.
        case (.stopped, .exited(code: 0)), (.stopped, .signaled(signal: 9, coreDumped: _)), (.stopped, .unknown): .debug
        case (nil, .exited(code: 0)) where callsInFlight.isEmpty: .notice
        default: .warning
        }
    }

    /// For those who waited for the start.
    var startError: OutboardError {
        var code = OutboardError.Code.startFailed
        if case .refused = reason { code = .refused }
        if case .incompatible = reason { code = .interfaceMismatch }
        var message = sentence
        if reason == nil {
            message = "\(title) ended during the handshake: \(statusClause)"
            if let cause = ExecutableFile.diagnose(standardError: tail) {
                message += "; \(cause)"
            } else if case .exited = status {
                // Programs of other kinds look at their arguments, find nothing to do, and go.
                message += "; is it an Outboard plugin?"
            }
        }
        if !refusedCapabilities.isEmpty {
            let needs = refusedCapabilities.joined(separator: ", ")
            message += "; its manifest asks for what options.sandbox does not grant: \(needs)"
        }
        return OutboardError(code: code, message: "\(message) (\(path))\(lastLines)")
    }

    private var statusClause: String {
        switch status {
        case .exited: "it exited with \(status)"
        case .signaled: "it died of \(status)"
        case .unknown: "how is unknown, because \(unknownCause)"
        }
    }

    /// What happened, without the details.
    var sentence: String {
        isLeftBehind ? cause + "; it has not ended since: the kernel holds it" : cause
    }

    private var cause: String {
        switch reason {
        case nil:
            switch status {
            case .exited: "\(title) exited with \(status)"
            case .signaled where passedMemoryLimit != nil:
                "\(title) died of \(status): it had used up its memory, \(passedMemoryLimit ?? 0) bytes, and the kernel has "
                    + "killed its control group"
            case .signaled where isOutOfMemory:
                "\(title) died of \(status), likely because memory ran out: the kernel has killed for that meanwhile"
            case .signaled: "\(title) died of \(status)" + silence
            case .unknown: "\(title) ended, and how is unknown: \(unknownCause)"
            }
        case .stopped:
            switch status {
            case .exited(code: 0), .signaled(signal: 9, coreDumped: _), .unknown: "\(title) was stopped by the host"
            default: "\(title) was stopped by the host and ended with \(status)"
            }
        case .violated(let violation): "\(title) was killed because it broke the protocol: \(violation)"
        case .startTimeout(let timeout):
            "\(title) was killed because it did not complete the handshake within \(timeout)"
        case .stopTimeout(let grace):
            "\(title) was \(isTerminated ? "terminated" : "killed") because it did not exit within \(grace) after it "
                + "was told to stop"
        case .drainTimeout(let grace):
            "\(title) was \(isTerminated ? "terminated" : "killed") because it did not finish its calls within \(grace) "
                + "after another generation took its place"
        case .stuck(let call): "\(title) was killed because it was \(call)"
        case .unresponsive(let timeout): "\(title) was killed because it has not responded for \(timeout)"
        case .overused(let what): "\(title) was killed because it used \(what)"
        case .untightened(let why): "\(title) was killed because it had to give up system calls and did not: \(why)"
        case .refused(let message): "\(title) refused to start: \(message)"
        case .handedOver: "\(title) was handed over to another host"
        case .hungUp: "\(title) closed its control socket and was killed"
        case .incompatible(let error): "\(title) cannot be used: \(error)"
        }
    }

    /// What to think of one that died as programs do that end themselves, and did not say why.
    ///
    /// Libraries take it for granted that some system calls work, and trap where one does not.
    private var silence: String {
        guard hasFewCalls, tail.isEmpty, case .signaled(let signal, _) = status,
            [SIGILL, SIGTRAP, SIGABRT].contains(signal)
        else { return "" }
        return
            "; it left no last words: a library may not have expected what the sandbox refuses a plugin that is ready "
            + "(readyCalls); try it with OUTBOARD_SANDBOX=none"
    }

    private var isTerminated: Bool {
        if case .signaled(signal: 15, coreDumped: _) = status { return true }
        return false
    }

    /// Bounded, because every call in flight gets a copy.
    private var calls: String {
        guard !callsInFlight.isEmpty else { return "" }
        let shown = callsInFlight.prefix(3).map { call in
            let milliseconds = call.age * 1000
            return "\(call.method) for \(milliseconds < 10 ? "\(Int(call.age * 1e6)) µs" : "\(Int(milliseconds)) ms")"
        }
        let others = callsInFlight.count - shown.count
        return "; in flight: " + shown.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    }

    private var lastLines: String {
        tail.isEmpty ? "" : "; last lines of stderr:" + tail.map { "\n    \($0)" }.joined()
    }
}
