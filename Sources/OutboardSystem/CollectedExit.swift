/// The exit status of a process once it is known; orders collecting it and signalling by number.
@safe
final class CollectedExit: @unchecked Sendable {
    private let condition = Condition()
    private var status: ExitStatus?

    /// Runs `body` with the status, alone.
    func withLock<Result>(_ body: (inout ExitStatus?) -> Result) -> Result {
        condition.withLock { body(&status) }
    }
}
