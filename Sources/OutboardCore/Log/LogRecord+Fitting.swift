extension LogRecord {
    /// Makes the record fit into so many bytes: its message is cut first, then the metadata is left out.
    package mutating func fit(into limit: Int) {
        let surplus = wireByteCount &- limit
        guard surplus > 0 else { return }
        let whole = message.utf8.count
        message = Self.prefix(of: message, byteCount: max(0, whole &- surplus))
        var cut = whole &- message.utf8.count
        if wireByteCount > limit {
            cut &+= metadata.wireByteCount &- 4
            metadata = [:]
        }
        missing = UInt32(clamping: cut)
    }

    /// The longest beginning of a text that has at most so many bytes and ends between two scalars.
    package static func prefix(of text: String, byteCount: Int) -> String {
        var beginning = text.utf8.prefix(max(0, byteCount))
        while true {
            if let whole = String(beginning) { return whole }
            beginning = beginning.dropLast()
        }
    }
}
