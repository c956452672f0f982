internal import COutboard
package import OutboardRing
package import OutboardSystem
package import SystemPackage

/// The two segments of one generation of a plugin, mapped by the host.
///
/// H is mapped writable first and sealed against every further writer afterwards; P is sealed against resizing and
/// mapped for reading only. The kernel enforces both from then on, see memfd_create(2) and F_SEAL_FUTURE_WRITE in
/// fcntl(2).
package final class SegmentPair: Sendable {
    /// The sizes.
    package let geometry: Geometry
    /// H, which this process writes.
    package let host: Mapping
    /// P, which this process reads; writable only if both ends live in this process.
    package let plugin: Mapping

    /// Creates, allocates, maps and seals both segments.
    ///
    /// - Parameters:
    ///   - geometry: The sizes.
    ///   - generation: Written into the headers for people who look at a dump.
    ///   - files: Receives the two memfds; they are only needed until the plugin has them.
    ///   - isInProcess: Maps P writable, for a plugin end in this process.
    /// - Throws: The error of the system call that failed, `ENOMEM` where there is no memory.
    package init(
        geometry: Geometry, generation: UInt64, files: inout SegmentFiles?, isInProcess: Bool = false
    ) throws(Errno) {
        let byteCount = geometry.segmentBytes
        let host = try Memfd(name: "outboard-h", byteCount: byteCount)
        let plugin = try Memfd(name: "outboard-p", byteCount: byteCount)
        // Allocated now, so that a machine without memory gives an error here and not a SIGBUS later. The bulk areas
        // are left out: their writer allocates them when it first needs them.
        // Nobody logs in H: what would be its log ring has no memory either.
        try host.allocate(offset: 0, byteCount: geometry.logOffset)
        try plugin.allocate(offset: 0, byteCount: geometry.fixedBytes)
        self.geometry = geometry
        self.host = try Mapping(host.raw, byteCount: byteCount, writable: true, guardPages: true)
        let pluginWritable = try Mapping(plugin.raw, byteCount: byteCount, writable: true)
        Self.writeHeader(self.host, geometry: geometry, role: OUTBOARD_SEGMENT_HOST, generation: generation)
        Self.writeHeader(pluginWritable, geometry: geometry, role: OUTBOARD_SEGMENT_PLUGIN, generation: generation)
        if isInProcess {
            self.plugin = pluginWritable
        } else {
            self.plugin = try Mapping(plugin.raw, byteCount: byteCount, writable: false, guardPages: true)
        }
        // The order matters: after FUTURE_WRITE nobody can map H writable again, so the host did it before.
        try host.seal([.shrink, .grow, .futureWrite, .seal])
        try plugin.seal([.shrink, .grow, .seal])
        files = SegmentFiles(host: host, plugin: plugin)
    }

    /// A pair that nobody shares: memory of this process alone, which takes neither files nor the calls that make them.
    package init(unshared geometry: Geometry) throws(Errno) {
        self.geometry = geometry
        self.host = try Mapping(ownByteCount: geometry.segmentBytes)
        self.plugin = try Mapping(ownByteCount: geometry.segmentBytes)
    }

    private static func writeHeader(
        _ mapping: borrowing Mapping, geometry: Geometry, role: Int32, generation: UInt64
    ) {
        let header = outboard_segment_header(
            magic: OUTBOARD_SEGMENT_MAGIC, abi_version: UInt32(OUTBOARD_ABI_VERSION), role: UInt32(role),
            generation: generation, geometry: geometry.contract, segment_bytes: UInt64(geometry.segmentBytes))
        unsafe mapping.base.storeBytes(of: header, as: outboard_segment_header.self)
    }

    /// The log words of H.
    package var hostLog: LogMemory {
        unsafe LogMemory(segment: host.base, geometry: geometry)
    }

    /// The log ring in P.
    package var pluginLog: LogMemory {
        unsafe LogMemory(segment: plugin.base, geometry: geometry)
    }

    /// One lane of H.
    package func hostLane(_ index: Int) -> LaneMemory {
        unsafe LaneMemory(segment: host.base, geometry: geometry, lane: index)
    }

    /// One lane of P.
    package func pluginLane(_ index: Int) -> LaneMemory {
        unsafe LaneMemory(segment: plugin.base, geometry: geometry, lane: index)
    }
}

/// The memfds of a pair of segments, to be passed to the plugin.
package struct SegmentFiles: ~Copyable {
    /// H.
    package let host: Memfd
    /// P.
    package let plugin: Memfd
}
