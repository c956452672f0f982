internal import COutboard
internal import Glibc
internal import OutboardRing
internal import OutboardSystem

/// The two segments as the plugin maps them: H for reading, P for writing.
///
/// Mapped, and the descriptors of their lanes open, for as long as anybody may use them: to the end of the process, or until
/// another host has followed and the last call of this one is over.
final class MappedSegments: Sendable {
    private let hostFile: Memfd
    private let pluginFile: Memfd
    private let host: Mapping
    private let plugin: Mapping
    private let geometry: Geometry
    /// Open for as long: its end wakes the workers, and one that sleeps when it is closed here would sleep for ever.
    private let link: HostLink

    /// Maps both files.
    init(
        host: consuming Memfd, plugin: consuming Memfd, geometry: Geometry, link: HostLink
    ) throws {
        self.host = try Mapping(host.raw, byteCount: geometry.segmentBytes, writable: false)
        self.plugin = try Mapping(plugin.raw, byteCount: geometry.segmentBytes, writable: true)
        self.hostFile = host
        self.pluginFile = plugin
        self.geometry = geometry
        self.link = link
    }

    deinit {
        for lane in 0..<Int32(geometry.lanes) {
            for number in [2 * lane, 2 * lane + 1] { _ = close(link.descriptors[Int32(OUTBOARD_FD_LANES) + number]) }
        }
    }

    /// The lanes of H.
    var hostLanes: [LaneMemory] {
        (0..<geometry.lanes).map { unsafe LaneMemory(segment: host.base, geometry: geometry, lane: $0) }
    }

    /// The lanes of P.
    var pluginLanes: [LaneMemory] {
        (0..<geometry.lanes).map { unsafe LaneMemory(segment: plugin.base, geometry: geometry, lane: $0) }
    }

    /// The log ring of P; nothing if there is none.
    var logRing: LogMemory? {
        guard geometry.logBytes > 0 else { return nil }
        return unsafe LogMemory(segment: plugin.base, geometry: geometry)
    }

    /// The words about the log ring in H.
    var hostLog: LogControl { unsafe LogMemory(segment: host.base, geometry: geometry).control }

    /// Wakes the host for its log; the descriptor of the last lane's bell.
    var logBell: Int32 { link.descriptors[Int32(OUTBOARD_FD_LANES) + 2 * Int32(geometry.lanes) - 1] }

    /// Maps the first page of H, with the words about the log ring.
    func mapHeader() throws -> Mapping {
        try Mapping(hostFile.raw, byteCount: Int(OUTBOARD_SEGMENT_HEADER_BYTES), writable: false)
    }

    /// Puts the first page of H in the place of that of an earlier host.
    func replaceHeader(_ header: borrowing Mapping) throws { try header.replace(with: hostFile.raw) }

    /// Allocates the first pages of a lane's bulk area in P.
    func populateBulk(_ lane: Int, byteCount: Int) throws {
        try plugin.populate(offset: geometry.bulkOffset(lane), byteCount: byteCount)
    }
}
