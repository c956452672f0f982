// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

internal import Glibc
internal import OutboardCore
internal import OutboardSystem

/// An implementation of `Notes`, for processes and for tests without one.
public final class Notebook: Notes {
    /// What `fail` throws.
    public struct Failure: Error {
        let reason: String
    }

    private let all = Locked<[Int: [Int]]>([:])
    private let pass: @Sendable () -> Void
    private let passSuspended: @Sendable () async -> Void

    /// Makes an empty book.
    ///
    /// - Parameters:
    ///   - pass: Returns when a test says so.
    ///   - passSuspended: Returns when a test says so.
    public init(
        pass: @escaping @Sendable () -> Void = {}, passSuspended: @escaping @Sendable () async -> Void = {}
    ) {
        self.pass = pass
        self.passSuspended = passSuspended
    }

    /// What a book notes of bytes.
    public static func checksum(_ bytes: [UInt8]) -> Int {
        Int(truncatingIfNeeded: bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 })
    }

    public func note(_ number: Int, from sender: Int) {
        all.withLock { $0[sender, default: []].append(number) }
    }

    public func note(bytes: [UInt8]) { note(Self.checksum(bytes), from: -1) }

    public func rest(milliseconds: Int) {
        wait(milliseconds: milliseconds)
        note(milliseconds, from: -2)
    }

    public func noteLater(_ number: Int, milliseconds: Int) async throws {
        try await waitLater(milliseconds: milliseconds)
        if number < 0 { throw Failure(reason: "negative") }
        note(number, from: -3)
    }

    public func fail(reason: String) throws { throw Failure(reason: reason) }

    public func end() { _exit(3) }

    public func noteContext() {
        let call = CallContext.current
        let left = call.timeLeft.map { Int($0 / .milliseconds(1)) }
        note(left ?? -1, from: -4)
        if call.isCancelled { note(-2, from: -4) }
    }

    public func notes(from sender: Int) -> [Int] { all.withLock { $0[sender, default: []] } }

    public func count() -> Int { all.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    public func wait(milliseconds: Int) {
        if milliseconds < 0 { pass() } else { usleep(UInt32(milliseconds) * 1000) }
    }

    public func waitLater(milliseconds: Int) async throws {
        if milliseconds < 0 { await passSuspended() } else { try await Task.sleep(for: .milliseconds(milliseconds)) }
    }
}
