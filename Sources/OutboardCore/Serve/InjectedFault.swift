/// What goes wrong at one call of a plugin, because a test wants it to.
///
/// Written as "kill@5", "stop@5", "drop@5" and "delay@5:20000000", the last with nanoseconds.
package struct InjectedFault: Hashable, Sendable {
    /// What goes wrong.
    package enum Kind: Hashable, Sendable {
        /// The process is killed before the method runs.
        case kill
        /// The process is stopped, as by SIGSTOP, before the method runs.
        case stop
        /// The method does not run, and nobody answers.
        case drop
        /// The method runs so many nanoseconds later.
        case delay(UInt64)
    }

    /// The environment variable that tells a plugin.
    package static let variable = "OUTBOARD_INJECT_FAULTS"

    /// What goes wrong.
    package var kind: Kind
    /// At which call, of all that the process gets: 1 for the first.
    package var call: UInt64

    /// Describes a fault.
    package init(_ kind: Kind, call: UInt64) {
        self.kind = kind
        self.call = call
    }

    /// Reads one; nil if it is none.
    init?(_ text: Substring) {
        let parts = text.split(separator: "@")
        guard parts.count == 2 else { return nil }
        let numbers = parts[1].split(separator: ":").map { UInt64($0) }
        guard let call = numbers.first ?? nil, numbers.count == (parts[0] == "delay" ? 2 : 1) else { return nil }
        self.call = call
        switch parts[0] {
        case "kill": kind = .kill
        case "stop": kind = .stop
        case "drop": kind = .drop
        case "delay":
            guard let time = numbers[1] else { return nil }
            kind = .delay(time)
        default: return nil
        }
    }

    /// The fault as text.
    package var text: String {
        switch kind {
        case .kill: "kill@\(call)"
        case .stop: "stop@\(call)"
        case .drop: "drop@\(call)"
        case .delay(let time): "delay@\(call):\(time)"
        }
    }
}
