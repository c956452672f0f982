internal import OutboardSystem

/// What becomes of a call that failed because its generation is gone: whether it is made again, where, and until when.
///
/// - A call that never reached the plugin is made again in the next generation, for as long as its deadline or time-out
///   allows.
/// - A call that may have been executed is made again only if its method is idempotent, and once.
///
/// Nothing of this is on the path of a call to a generation that runs.
@usableFromInline
struct CallRetry {
    /// A call found its generation gone before it was begun; never leaves this module.
    struct Gone: Error {}

    /// How often a call of an idempotent method is made again that may have been executed.
    static let repetitions = 1

    private let binding: CallBinding
    private let heirs: Heirs
    private let method: UInt16
    /// In nanoseconds of CLOCK_MONOTONIC, the largest number for none.
    private let deadline: UInt64
    private let began = MonotonicClock.now()
    /// Where the call failed last.
    private var failed: CallBinding
    private var repeated = 0
    /// The failure of a call that may have been executed, which tells more than that it cannot be made again.
    private var loss: OutboardError?

    /// Begins with the first failure.
    ///
    /// - Throws: The failure, if it is the outcome of the call.
    @usableFromInline
    init(_ binding: CallBinding, _ method: UInt16, after error: any Error) throws {
        guard let heirs = binding.heirs else { throw error }
        self.binding = binding
        self.heirs = heirs
        self.method = method
        self.failed = binding
        self.deadline = binding.options.deadlineFromNow
        try note(error)
    }

    /// Notes a failure.
    ///
    /// - Throws: The failure, if it is the outcome of the call.
    @usableFromInline
    mutating func note(_ error: any Error) throws {
        if error is Gone { return }
        // The plugin's own errors are outcomes, and so is whatever happened to a call of a generation that runs.
        guard let error = error as? OutboardError, !failed.channel.isOpen else { throw error }
        if error.code == .notSent { return }
        guard error.mayHaveExecuted, [.lost, .stuck, .violated].contains(error.code),
            binding.interface.isIdempotent(method), repeated < Self.repetitions
        else { throw error }
        repeated += 1
        loss = error
    }

    /// Where to make the call next; blocks the thread until that is known.
    ///
    /// - Throws: The outcome of the call, if it is not made again.
    @usableFromInline
    mutating func nextBlocking() throws -> CallBinding {
        while true {
            if let next = try next() { return next }
            if let activity = heirs.succession.waitBlocking(until: deadline) {
                throw timeout(activity)
            }
        }
    }

    /// Where to make the call next; suspends the task until that is known.
    ///
    /// - Throws: The outcome of the call, if it is not made again; `CancellationError`.
    @usableFromInline
    mutating func nextSuspending() async throws -> CallBinding {
        while true {
            if let next = try next() { return next }
            if let activity = try await heirs.succession.wait(until: deadline) { throw timeout(activity) }
        }
    }

    private mutating func next() throws -> CallBinding? {
        do {
            guard let next = try heirs.next(after: binding) else { return nil }
            failed = next
            // Its time-out began with the call, also where it waited for the generation.
            let now = MonotonicClock.now()
            guard binding.options.timeout != .max, now &- began > 1_000_000 else { return next }
            var options = binding.options
            options.timeout = deadline > now ? deadline - now : 0
            return next.with(options)
        } catch {
            throw loss ?? named(error)
        }
    }

    private func named(_ error: OutboardError) -> OutboardError {
        guard error.code == .notSent else { return error }
        return OutboardError(code: .notSent, message: "\(binding.name(method)) was not sent: \(error.message)")
    }

    private func timeout(_ activity: String) -> any Error {
        if let loss { return loss }
        let age = CallFate.describe(age: MonotonicClock.now() &- began)
        return OutboardError(
            code: .timeout, message: "\(binding.name(method)) was not sent within \(age): \(activity)")
    }
}
