import Outboard
import OutboardSystem

/// Counts the calls of one kind, and judges their errors.
final class CallCounter: Sendable {
    private let tally: Locked<CallTally>
    private let mayTimeOut: Bool
    private let mayBeUnsent: Bool
    private let faults: FaultList

    init(_ name: String, _ faults: FaultList, mayTimeOut: Bool = false, mayBeUnsent: Bool = false) {
        self.tally = Locked(CallTally(name: name))
        self.faults = faults
        self.mayTimeOut = mayTimeOut
        self.mayBeUnsent = mayBeUnsent
    }

    /// What was counted.
    var value: CallTally { tally.withLock { $0 } }

    /// Notes that calls begin.
    func begin(_ count: Int = 1) { tally.withLock { $0.begun += count } }

    /// Notes that calls returned.
    func answer(_ count: Int = 1) { tally.withLock { $0.answered += count } }

    /// Notes that a call failed, and whether it may have.
    func fail(_ error: any Error) {
        let outcome = (error as? OutboardError).map { ($0.code, $0.mayHaveExecuted) }
        tally.withLock { tally in
            switch outcome {
            case (.lost, true)?: tally.lost += 1
            case (.notSent, false)? where mayBeUnsent: tally.notSent += 1
            case (.timeout, _)? where mayTimeOut: tally.timedOut += 1
            default:
                tally.lost += 1
                faults.add("\(tally.name): \(error)")
            }
        }
    }

    /// Notes what one call came to.
    func note(_ result: Result<Bool, any Error>) {
        switch result {
        case .success(true): answer()
        case .success(false):
            answer()
            faults.add("\(tally.withLock { $0.name }): a wrong answer")
        case .failure(let error): fail(error)
        }
    }
}
