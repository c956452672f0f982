import Glibc
import OutboardSystem
import ProbeInterface

/// Both ends of a socket between hosts.
final class HostSocket: Sendable {
    let ours: OwnedDescriptor
    let theirs: OwnedDescriptor

    init(_ kind: __socket_type = SOCK_SEQPACKET) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ProbeError(reason: "no socket")
        }
        ours = OwnedDescriptor(adopting: ends[0])
        theirs = OwnedDescriptor(adopting: ends[1])
    }
}
