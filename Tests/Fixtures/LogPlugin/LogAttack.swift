import COutboard
import Glibc

/// Writes to the log ring what a plugin must not write.
struct LogAttack {
    private let plugin: UnsafeMutableRawPointer
    private var geometry: outboard_geometry

    init() {
        let header = mmap(nil, 4096, PROT_READ, MAP_SHARED, OUTBOARD_FD_PLUGIN, 0)!
        geometry = header.load(as: outboard_segment_header.self).geometry
        let byteCount = Int(outboard_segment_bytes(&geometry))
        plugin = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, OUTBOARD_FD_PLUGIN, 0)!
    }

    private var control: UnsafeMutablePointer<outboard_log_control> {
        (plugin + Int(OUTBOARD_LOG_CONTROL_OFFSET)).assumingMemoryBound(to: outboard_log_control.self)
    }

    private var position: UInt64 { control.pointee.position }

    /// Writes bytes at the end of what was published.
    private mutating func append(_ bytes: [UInt8]) {
        let ring = plugin + Int(outboard_log_offset(&geometry))
        for (index, byte) in bytes.enumerated() {
            let place = (Int(position) + index) & (Int(geometry.log_bytes) - 1)
            ring.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
        }
    }

    private func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    mutating func run(_ kind: Int) {
        switch kind {
        // More than there is room for.
        case 0: control.pointee.position += UInt64(geometry.log_bytes) + 8
        // Not a multiple of 8.
        case 1: control.pointee.position += 12
        // Backwards.
        case 2: control.pointee.position -= 8
        // A record that is longer than any may be.
        case 3:
            append(bytes(.max) + bytes(0))
            control.pointee.position += 64
        // A record that goes on behind the end.
        case 4:
            append(bytes(100) + bytes(0))
            control.pointee.position += 64
        // A record that does not decode.
        case 5:
            append(bytes(4) + bytes(0) + [255, 255, 255, 255] + bytes(0))
            control.pointee.position += 16
        // A level that there is not.
        case 6:
            var record = bytes(60) + [7] + [UInt8](repeating: 0, count: 59)
            record += []
            append(bytes(UInt32(record.count)) + bytes(0) + record)
            control.pointee.position += UInt64(record.count + 8 + 7) / 8 * 8
        // Records that were never lost: a number in a message, and no more.
        default: control.pointee.dropped = .max
        }
        ring()
    }

    private func ring() {
        var one: UInt64 = 1
        _ = write(OUTBOARD_FD_LANES + 2 * Int32(geometry.lanes) - 1, &one, 8)
    }
}
