/// The bytes of a message, which stay where they are.
@safe final class Payload: @unchecked Sendable {
    /// The bytes, as long as the payload lives; nobody changes them.
    let bytes: UnsafeMutableBufferPointer<UInt8>

    /// Copies bytes.
    init(copying source: UnsafeRawBufferPointer) {
        unsafe self.bytes = .allocate(capacity: source.count)
        unsafe UnsafeMutableRawBufferPointer(bytes).copyMemory(from: source)
    }

    deinit { unsafe bytes.deallocate() }
}
