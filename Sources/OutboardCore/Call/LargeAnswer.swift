internal import OutboardSystem
internal import SystemPackage

/// The payload of an asynchronous answer that is larger than a block, in memory of its own.
///
/// What lies in an attachment is copied by the task, not by the waiting thread: one plugin's large answers delay nobody
/// else's. Used by one thread at a time.
@safe @usableFromInline
final class LargeAnswer: @unchecked Sendable {
    /// Bytes of the payload.
    @usableFromInline let byteCount: Int
    private var buffer: UnsafeMutableRawBufferPointer?
    private var attachment: Attachment?

    /// Takes over a payload that has been copied.
    @unsafe
    init(_ buffer: UnsafeMutableRawBufferPointer, byteCount: Int) {
        unsafe self.buffer = buffer
        self.byteCount = byteCount
    }

    /// Takes over a payload that still lies where its plugin can write.
    init(_ attachment: Attachment, byteCount: Int) {
        self.attachment = attachment
        self.byteCount = byteCount
    }

    deinit {
        unsafe buffer?.deallocate()
    }

    /// The payload in private memory, valid for as long as this object: copied once, before anything looks at it.
    ///
    /// - Throws: `OutboardError` with the code `invalidPayload` if there is no memory for it: the method has run.
    @usableFromInline
    func load() throws -> UnsafeRawPointer {
        if let start = unsafe buffer?.baseAddress { return UnsafeRawPointer(start) }
        guard let attachment else { throw unreadable("it has no payload") }
        let mapping: Mapping
        do {
            mapping = try attachment.mapForReading(byteCount)
        } catch {
            throw unreadable("\(error)")
        }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, byteCount), alignment: 64)
        unsafe buffer = copy
        guard let start = copy.baseAddress else { throw unreadable("there is no memory") }
        unsafe start.copyMemory(from: mapping.base, byteCount: byteCount)
        self.attachment = nil
        return UnsafeRawPointer(start)
    }

    private func unreadable(_ cause: String) -> OutboardError {
        OutboardError(
            code: .invalidPayload, message: "an answer of \(byteCount) bytes cannot be read: \(cause)",
            mayHaveExecuted: true)
    }
}
