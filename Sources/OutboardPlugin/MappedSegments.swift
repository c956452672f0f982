internal import COutboard
internal import OutboardRing
internal import OutboardSystem

/// The two segments as the plugin maps them: H for reading, P for writing.
///
/// Mapped for the life of the process, and their descriptors kept, so that the documented numbers never mean anything
/// else.
final class MappedSegments: Sendable {
    private let hostFile: Memfd
    private let pluginFile: Memfd
    private let host: Mapping
    private let plugin: Mapping
    private let geometry: Geometry
    private let descriptors: PluginDescriptors

    /// Maps both files.
    init(
        host: consuming Memfd, plugin: consuming Memfd, geometry: Geometry, descriptors: PluginDescriptors
    ) throws {
        self.host = try Mapping(host.raw, byteCount: geometry.segmentBytes, writable: false)
        self.plugin = try Mapping(plugin.raw, byteCount: geometry.segmentBytes, writable: true)
        self.hostFile = host
        self.pluginFile = plugin
        self.geometry = geometry
        self.descriptors = descriptors
    }

    /// The lanes of H.
    var hostLanes: [LaneMemory] {
        (0..<geometry.lanes).map { unsafe LaneMemory(segment: host.base, geometry: geometry, lane: $0) }
    }

    /// The lanes of P.
    var pluginLanes: [LaneMemory] {
        (0..<geometry.lanes).map { unsafe LaneMemory(segment: plugin.base, geometry: geometry, lane: $0) }
    }

    /// What logs to the host; nothing if there is no log ring.
    var logWriter: LogWriter? {
        guard geometry.logBytes > 0 else { return nil }
        return unsafe LogWriter(
            LogMemory(segment: plugin.base, geometry: geometry),
            host: LogMemory(segment: host.base, geometry: geometry).control,
            bell: descriptors[Int32(OUTBOARD_FD_LANES) + 2 * Int32(geometry.lanes) - 1], segments: self)
    }

    /// Allocates the first pages of a lane's bulk area in P.
    func populateBulk(_ lane: Int, byteCount: Int) throws {
        try plugin.populate(offset: geometry.bulkOffset(lane), byteCount: byteCount)
    }
}
