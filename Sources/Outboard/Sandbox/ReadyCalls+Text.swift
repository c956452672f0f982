extension ReadyCalls {
    /// The word for all calls, in manifests and catalogs.
    private static let all = "all"
    /// What a word of a catalog has to be.
    static let forms = "all, or the name of a system call, like \"pipe2\""

    /// Whether a catalog may have this word.
    static func knows(_ word: String) -> Bool { word == all || SystemCallFilter.knows(word) }

    /// What the words of a catalog come to: the few and those, or all.
    init(catalogWords words: [String]) {
        self = words.contains(Self.all) ? .unchanged(because: "the catalog says so") : .few(and: words)
    }

    /// Whether a plugin has what its manifest asks for, such as "calls pipe2 fcntl" or "calls all".
    ///
    /// - Parameters:
    ///   - need: What the manifest asks for.
    ///   - grants: Brings calls along.
    /// - Returns: Nil if the manifest asks for something else.
    func have(_ need: String, with grants: [SandboxGrant]) -> Bool? {
        let words = need.split(separator: " ").map(String.init)
        guard words.count > 1, words[0] == "calls" else { return nil }
        switch choice {
        case .few(let names):
            return words.dropFirst().allSatisfy { names.contains($0) || SystemCallFilter.isKept($0, with: grants) }
        case .unchanged: return true
        }
    }
}
