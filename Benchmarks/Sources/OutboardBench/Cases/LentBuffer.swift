internal import BenchInterface
internal import Outboard

/// A buffer that the measured plugin is lent, for as long as the case is measured.
///
/// Its first and its last word are other ones in each call, written where they lie, so that an answer can be checked.
final class LentBuffer {
    /// All of it.
    let bytes: SharedBytes
    private let buffer: SharedBuffer
    private let plugin: PluginHandle
    private var number: UInt64 = 0

    init(_ pair: BenchPair, byteCount: Int) throws {
        self.buffer = try SharedBuffer(byteCount: byteCount)
        self.bytes = buffer.bytes
        self.plugin = pair.plugin
        try plugin.lendBlocking(buffer)
    }

    deinit {
        plugin.takeBack(buffer)
    }

    /// Changes the ends.
    ///
    /// - Returns: The number that both words are from now on.
    @inline(__always)
    func change() -> UInt64 {
        number &+= 1
        unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe bytes.storeBytes(of: number, as: UInt64.self)
            unsafe bytes.storeBytes(of: number, toByteOffset: bytes.count &- 8, as: UInt64.self)
        }
        return number
    }
}
