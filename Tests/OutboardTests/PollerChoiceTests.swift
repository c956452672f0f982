import Glibc
import Logging
import OutboardCore
import OutboardSystem
import SystemPackage
import Testing

@testable import Outboard

@Suite("The choice of a backend")
struct PollerChoiceTests {
    private static let refusal = UringRefusal.setUp(.notPermitted, disabled: "2")

    private func choose(_ environment: String?, _ refusal: UringRefusal?) throws -> PollerChoice {
        try PollerChoice.make(
            environment: environment,
            withRing: { () throws(UringRefusal) in
                if let refusal { throw refusal }
                do throws(Errno) { return try Poller(.epoll) } catch { throw .setUp(error) }
            },
            withEpoll: { () throws(Errno) in try Poller(.epoll) })
    }

    @Test("names the cause and what to do about it")
    func refused() throws {
        let choice = try choose(nil, Self.refusal)
        #expect(choice.level == .notice)
        #expect(
            choice.message == "The host waits with epoll, because io_uring_setup fails: Operation not permitted; "
                + "kernel.io_uring_disabled is 2. To use io_uring, set this sysctl to 0. To accept epoll, set "
                + "OUTBOARD_WAIT_BACKEND=epoll.")
    }

    @Test("is quiet where all is well, or as demanded")
    func quiet() throws {
        #expect(try choose(nil, nil).level == .debug)
        #expect(try choose("", nil).level == .debug)
        #expect(try choose("io_uring", nil).level == .debug)
        #expect(try choose("epoll", Self.refusal).level == .debug)
    }

    @Test("is an error where the demand cannot be met")
    func demanded() throws {
        let error = #expect(throws: OutboardError.self) { try choose("io_uring", .missing("multishot polls")) }
        #expect(error?.code == .startFailed)
        #expect(error?.message.contains("because the kernel lacks multishot polls") == true)
    }

    @Test("warns of a demand that nobody understands", arguments: ["EPOLL", "io-uring", "\u{1b}[2J"])
    func misspelt(value: String) throws {
        for refusal in [nil, Self.refusal] {
            let choice = try choose(value, refusal)
            #expect(choice.level == .warning)
            #expect(choice.message.hasPrefix("OUTBOARD_WAIT_BACKEND is "))
            #expect(!choice.message.contains("\u{1b}"))
        }
    }

    @Test("tells the causes of a refusal apart")
    func causes() {
        let refusals: [UringRefusal] =
            [.noFunction, .permissionDenied, .noMemory, .tooManyOpenFiles, .invalidArgument].map { .setUp($0) }
            + ["0", "1", "2", nil].map { .setUp(.notPermitted, disabled: $0) }
            + [.wait(.notPermitted), .missing("x"), .trial("y")]
        // A sysctl that is 0 is as good as none.
        #expect(Set(refusals).count == refusals.count - 1)
        #expect(Self.refusal.reason.contains("kernel.io_uring_disabled is 2"))
        let limit = UringRefusal.setUp(.noMemory).reason
        #expect(limit.contains("bytes") || limit.contains("unlimited"))
    }
}
