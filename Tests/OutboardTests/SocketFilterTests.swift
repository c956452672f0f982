import COutboardSeccomp
import ForbiddenCalls
import Glibc
import Testing

/// What keeps a plugin that was granted the network from local services.
@Suite struct SocketFilterTests {
    private static func error(_ build: (UnsafeMutablePointer<UInt64>) -> Int32, _ type: Int32) throws -> Int32 {
        var instructions = [UInt64](repeating: 0, count: 4096)
        let count = instructions.withUnsafeMutableBufferPointer { build($0.baseAddress!) }
        try #require(count > 0)
        let filter = instructions.prefix(Int(count)).map { UInt($0) }
        return filter.withUnsafeBufferPointer { pair_under_filter($0.baseAddress!, Int32($0.count), type) }
    }

    private static func errors(_ allowances: UInt32, _ type: Int32) throws -> [Int32] {
        var allowed: Int32 = 0
        return [
            try error({ outboard_seccomp_build(allowances, 1, $0, 4096) }, type),
            try error({ outboard_seccomp_build_ready(allowances, 1, "", $0, 4096, &allowed) }, type),
        ]
    }

    /// A datagram can be sent to any socket of the machine, from one of a pair as well.
    @Test func `with the network there are pairs of connected sockets, and none of datagrams`() throws {
        let network = UInt32(OUTBOARD_CALLS_NETWORK)
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        for type in [SOCK_STREAM, SOCK_SEQPACKET].map({ Int32($0.rawValue) }) {
            #expect(try Self.errors(network, type) == [0, 0])
            #expect(try Self.errors(network, type | flags) == [0, 0])
            #expect(try Self.errors(0, type) == [EPERM, EPERM])
        }
        for type in [SOCK_DGRAM, SOCK_RAW].map({ Int32($0.rawValue) }) {
            #expect(try Self.errors(network, type) == [EPERM, EPERM])
            #expect(try Self.errors(network, type | flags) == [EPERM, EPERM])
        }
    }
}
