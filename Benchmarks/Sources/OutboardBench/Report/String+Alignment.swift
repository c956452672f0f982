extension String {
    /// The text with spaces behind it, at least `width` characters.
    func aligned(left width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }

    /// The text with spaces in front of it, at least `width` characters.
    func aligned(right width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - count)) + self
    }
}
