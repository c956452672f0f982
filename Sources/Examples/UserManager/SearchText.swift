/// What users are found by: the text of all of them in one stretch of memory, in lower case.
struct SearchText: Sendable {
    private var bytes: [UInt8] = []
    /// Where the text of each user ends.
    private var ends: [Int] = []

    /// Stands between two fields: no byte of UTF-8 has this value, so no match reaches across.
    private static let separator: UInt8 = 0xFF

    /// Adds the next user.
    mutating func append(_ user: User) {
        for field in [user.username, user.mail, user.displayName] {
            bytes.append(contentsOf: field.lowercased().utf8)
            bytes.append(Self.separator)
        }
        ends.append(bytes.count)
    }

    /// The places of the users whose text contains the query, in order.
    ///
    /// Looks at every byte once or little more.
    func matches(_ query: String) -> [Int] {
        let wanted = Array(query.lowercased().utf8)
        let text = bytes.span
        var found: [Int] = []
        var start = 0
        for (place, end) in ends.enumerated() {
            if Self.contains(text, start..<end, wanted.span) { found.append(place) }
            start = end
        }
        return found
    }

    private static func contains(_ text: Span<UInt8>, _ range: Range<Int>, _ wanted: Span<UInt8>) -> Bool {
        guard !wanted.isEmpty else { return true }
        var start = range.lowerBound
        while start + wanted.count <= range.upperBound {
            var length = 0
            while length < wanted.count, text[start + length] == wanted[length] { length += 1 }
            if length == wanted.count { return true }
            start += 1
        }
        return false
    }
}
