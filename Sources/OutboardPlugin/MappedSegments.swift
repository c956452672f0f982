internal import OutboardRing
internal import OutboardSystem

/// The two segments as the plugin maps them: H for reading, P for writing. Mapped for the life of the process.
final class MappedSegments: Sendable {
    private let host: Mapping
    private let plugin: Mapping
    private let geometry: Geometry

    init(host: consuming Mapping, plugin: consuming Mapping, geometry: Geometry) {
        self.host = host
        self.plugin = plugin
        self.geometry = geometry
    }

    /// The lanes of H.
    var hostLanes: [LaneMemory] {
        (0..<geometry.lanes).map { unsafe LaneMemory(segment: host.base, geometry: geometry, lane: $0) }
    }

    /// The lanes of P.
    var pluginLanes: [LaneMemory] {
        (0..<geometry.lanes).map { unsafe LaneMemory(segment: plugin.base, geometry: geometry, lane: $0) }
    }

    /// Allocates the pages of a lane's bulk area in P.
    func populateBulk(_ lane: Int) throws {
        try plugin.populate(offset: geometry.bulkOffset(lane), byteCount: geometry.bulkBytes)
    }
}
