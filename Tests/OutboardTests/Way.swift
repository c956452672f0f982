import OutboardSystem
import Testing

@testable import Outboard

/// The ways in which a poller works; each passes the same tests.
enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case epoll, deferred, cooperative, plain

    /// Those of this machine: where io_uring is forbidden, epoll alone.
    static let usable = allCases.filter { way in
        guard let poller = try? way.poller() else { return false }
        return way == .epoll || poller.backend == .ioUring
    }

    /// Those with a ring.
    static let rings = usable.filter { $0 != .epoll }

    var testDescription: String { rawValue }

    /// A poller that works in this way.
    func poller(descriptors: Int = 256) throws -> Poller {
        let setUp: UringRing.SetUp? =
            switch self {
            case .epoll: nil
            case .deferred: .deferred
            case .cooperative: .cooperative
            case .plain: .plain
            }
        return try Poller(ring: setUp.map { try UringRing(descriptors: descriptors, best: $0) })
    }
}
