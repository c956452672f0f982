/// The stretch of the log ring that one record takes.
package enum LogFrame {
    /// Bytes before the record.
    package static var headerBytes: Int { 8 }

    /// Bytes of the frame of a record: a multiple of 8.
    package static func byteCount(_ record: Int) -> Int {
        (record &+ headerBytes &+ 7) & ~7
    }
}
