import Foundation
import Outboard
import OutboardSystem

/// What has to be true of a host that is attacked, and what was seen.
final class Oracle: Sendable {
    struct Seen {
        var failures: [String] = []
        var outcomes: [String: Int] = [:]
        var honest = Latencies()
        var logBytes = 0
    }

    /// How long a call may take beyond its time limit before the host counts as hung: the machine may be busy.
    static let patience = Duration.seconds(10)
    private let seen = Locked(Seen())

    /// What was seen since it was taken before; failures stay.
    func take() -> Seen {
        seen.withLock { seen in
            defer { seen = Seen(failures: seen.failures) }
            return seen
        }
    }

    func fail(_ what: String) {
        seen.withLock { seen in
            if seen.failures.count < 20 { seen.failures.append(what) }
        }
    }

    /// A call of the attacked plugin: it ends in time, in a value or in an error of the right kind.
    func attacked(_ took: Duration, limit: Duration, _ outcome: Result<String, any Error>) {
        let name: String
        switch outcome {
        case .success: name = "value"
        case .failure(let error as OutboardError): name = "\(error.code)"
        case .failure(is RemoteError): name = "remote"
        case .failure(let error):
            name = "\(type(of: error))"
            fail("an error of another kind: \(error)")
        }
        seen.withLock { $0.outcomes[name, default: 0] += 1 }
        if took > limit + Self.patience { fail("a call took \(took)") }
    }

    /// A call of the honest plugin: it succeeds, with the right answer.
    func honest(_ took: Duration, expecting text: String, _ outcome: Result<String, any Error>) {
        seen.withLock { $0.honest.add(took) }
        switch outcome {
        case .success(let answer): if answer != text { fail("the honest plugin said \(answer), not \(text)") }
        case .failure(let error): fail("the honest plugin: \(error)")
        }
    }

    /// A line of the plugin's output: it says when something worked that must not.
    func line(_ text: String) {
        seen.withLock { $0.logBytes += text.utf8.count }
        if text.contains("BROKE ") { fail(text) }
    }
}
